import type { InputRow } from "../../files/read/input.js";
import type { RegionMatcher } from "./match-region.js";
import type { CellFault } from "./read-cell.js";

/** Checks the region that a row's code means by the name beside the code; null when nothing speaks against it. */
export type NameCheck = (row: InputRow, code: string) => CellFault | null;

/** Compiles a check by the first of some columns of the file that has the name of a region in a row. */
export function nameCheck(columns: readonly string[], matcher: RegionMatcher): NameCheck {
  const cached = new Map<string, readonly string[] | null>();
  const others = (name: string, code: string): readonly string[] | null => {
    const key = `${code} ${name}`;
    let found = cached.get(key);
    if (found !== undefined) return found;
    found = matcher.othersNamed(name, code);
    if (cached.size >= MOST_CACHED) cached.clear();
    cached.set(Buffer.from(key).toString(), found);
    return found;
  };
  return ({ cells }, code) => {
    for (const column of columns) {
      const name = (cells[column] ?? "").trim();
      const named = name === "" ? null : others(name, code);
      if (named === null) continue;
      if (named.length === 0) return null;
      return {
        code: "REFERENCE",
        reason: `means ${matcher.labelOf(code)}, but the name in "${column}" is "${name.slice(0, 80)}"`,
        hint: `The name is that of ${named.slice(0, 5).join(", ")}: the codes may be of another system (codeSystem). If the column names something else, say "nameColumn": false.`,
      };
    }
    return null;
  };
}

const MOST_CACHED = 20_000;
