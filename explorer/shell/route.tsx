import { type MouseEvent, type ReactNode, useSyncExternalStore } from "react";

/** A view of the page, and what its address names. */
export type Route =
  | { view: "home" }
  | { view: "region"; code: string }
  | { view: "indicators" }
  | { view: "indicator"; code: string }
  | { view: "source"; id: string }
  | { view: "conflicts" }
  | { view: "desk" }
  | { view: "explorer" }
  | { view: "embedded"; name: string };

export function routeOf(path: string): Route {
  const [, first = "", second = ""] = path.split("/");
  const name = decodeURIComponent(second);
  if (first === "regions") return { view: "region", code: name };
  if (first === "indicators" && name !== "") return { view: "indicator", code: name };
  if (first === "sources") return { view: "source", id: name };
  if (first === "embed") return { view: "embedded", name };
  if (first === "indicators" || first === "conflicts" || first === "desk" || first === "explorer")
    return { view: first };
  return { view: "home" };
}

export const pathTo = {
  region: (code: string): string => `/regions/${encodeURIComponent(code)}`,
  indicator: (code: string): string => `/indicators/${encodeURIComponent(code)}`,
  source: (id: string): string => `/sources/${encodeURIComponent(id)}`,
};

const CHANGED = "cakupan:address";

/** Goes to an address of the page without loading it anew. */
export function goTo(address: string): void {
  history.pushState(null, "", address);
  dispatchEvent(new Event(CHANGED));
  scrollTo(0, 0);
}

/** Changes parameters of the present address; null removes one. */
export function setParameters(changes: Record<string, string | null>): void {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  history.replaceState(null, "", url);
  dispatchEvent(new Event(CHANGED));
}

function subscribe(changed: () => void): () => void {
  addEventListener(CHANGED, changed);
  addEventListener("popstate", changed);
  return () => {
    removeEventListener(CHANGED, changed);
    removeEventListener("popstate", changed);
  };
}

/** The present address. */
export function useAddress(): URL {
  return new URL(useSyncExternalStore(subscribe, () => location.href));
}

interface LinkProps {
  to: string;
  className?: string;
  children: ReactNode;
  current?: boolean;
}

/** Whether an address needs no other document: the editor and embedded views have policies of their own. */
export const isOfThisDocument = (to: string): boolean =>
  ![to, location.pathname].some((path) => /^\/(?:explorer|embed)\b/.test(path));

/** A link within the page. */
export function Link({ to, children, current, ...rest }: LinkProps) {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a
      href={to}
      {...rest}
      {...(isOfThisDocument(to) && { onClick: follow })}
      {...(current && { "aria-current": "page" })}
    >
      {children}
    </a>
  );
}
