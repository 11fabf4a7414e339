/** Every permission that a key may have, with what it opens. A field names the one that it needs. */
export const SCOPES = {
  "returns:read": "Monthly returns of employers, without amounts.",
  "wages:read": "Amounts in returns: the wage bill, contributions due and paid, and arrears.",
  "employers:identify": "Registration numbers of employers.",
  "figures:embargoed": "Figures before the day of their release.",
  "submissions:write": "Sending figures in for review.",
  "submissions:review": "Figures that were sent in, and deciding on them.",
  "usage:read": "The partner's own use of the graph.",
  admin: "Everything.",
} as const;

/** A permission of a key. */
export type Scope = keyof typeof SCOPES;

/** Whether a text names a permission. */
export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);
