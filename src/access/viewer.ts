import { createHash } from "node:crypto";
import { SCOPES, type Scope } from "./scope.js";

/** The agency to which a key belongs. */
interface ViewingPartner {
  slug: string;
  name: string;
  kind: string;
  /** The version of the documents to which its keys are held; null when they may run any. */
  documents?: string | null;
}

/** Who asks: on whose behalf, and what they may see. */
export interface Viewer {
  /** Null for requests without a key, and for the operator's own commands. */
  partner: ViewingPartner | null;
  /** The public part of the key; null without one. */
  keyId: string | null;
  scopes: ReadonlySet<Scope>;
  /** Codes of the regions whose rows they may see, with everything below; null for all. */
  regions: readonly string[] | null;
  /** When the key stops working, as stored; null for never, and without a key. */
  expiresAt: string | null;
  /** Equal for viewers who may see the same rows and fields, and so get the same answers; empty for requests without a key. */
  accessClass: string;
}

/** Requests without a key: public facts only. */
export const ANONYMOUS: Viewer = {
  partner: null,
  keyId: null,
  scopes: new Set(),
  regions: [],
  expiresAt: null,
  accessClass: "",
};

/** The operator's own commands, which may see everything. */
export const OPERATOR: Viewer = {
  ...withAccess(Object.keys(SCOPES) as Scope[], null),
  accessClass: "operator",
};

/** The viewer of a key. The scope `admin` includes all others. */
export function viewerOf(
  key: Pick<Viewer, "partner" | "keyId" | "regions" | "expiresAt"> & { scopes: readonly Scope[] },
): Viewer {
  const { partner, keyId, expiresAt } = key;
  const scopes = key.scopes.includes("admin") ? (Object.keys(SCOPES) as Scope[]) : key.scopes;
  const own = scopes.some((scope) => OPENS_OWN.has(scope)) ? (partner?.slug ?? null) : null;
  return { ...withAccess(scopes, key.regions, own), partner, keyId, expiresAt };
}

/** Scopes that open rows of the key's partner alone, so that no two partners with them are of one class. */
const OPENS_OWN: ReadonlySet<Scope> = new Set(["submissions:write"]);

function withAccess(
  given: readonly Scope[],
  within: readonly string[] | null,
  own: string | null = null,
): Viewer {
  const scopes = [...new Set(given)].sort();
  const regions = within && [...new Set(within)].sort();
  const digest = createHash("sha256")
    .update(JSON.stringify([scopes, regions, ...(own === null ? [] : [own])]))
    .digest("base64url");
  return { ...ANONYMOUS, scopes: new Set(scopes), regions, accessClass: digest.slice(0, 16) };
}
