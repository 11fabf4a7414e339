import { runOperation } from "./ask.js";

// Held by the open page alone: never in its address, its storage or a cookie.
let key = "";

/** Sends this key with the operations of the explorer from now on; none when it is empty. */
export function takeKey(text: string): void {
  key = text.trim();
}

/** The headers of an operation, with the key; one that is written among them goes first. */
export function withKey(headers: Record<string, string> = {}): Record<string, string> {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  return key === "" || names.includes("authorization") || names.includes("x-api-key")
    ? headers
    : { ...headers, "x-api-key": key };
}

/** Who asks, as the server knows it. */
export interface KeyHolder {
  partner: { name: string } | null;
  scopes: string[];
  regions: { name: string }[] | null;
  expiresAt: string | null;
}

const WHO = "query ExplorerKeyHolder { viewer { partner { name } scopes regions { name } expiresAt } }";

/** Asks the server what the key opens; throws its reason when it does not accept the key. */
export async function fetchHolder(): Promise<KeyHolder> {
  const { data, errors } = (await runOperation({ query: WHO }, withKey())) as {
    data?: { viewer: KeyHolder } | null;
    errors?: { message: string }[];
  };
  if (!data) throw new Error(errors?.[0]?.message ?? "");
  return data.viewer;
}
