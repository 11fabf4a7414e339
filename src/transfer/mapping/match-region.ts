import { getOrMake } from "../../collections.js";
import MiniSearch from "minisearch";
import type { Region, RegionLevel } from "../../modules/regions/region.entity.js";
import { OLD_PAPUA_CODES } from "./old-papua-codes.js";
import { bareWords, isBare, regionKey, regionKeys, withoutMarks } from "./region-name.js";
import { isWithin } from "../../modules/regions/region-code.rules.js";

/** The properties of a region that matching uses. */
export type MatchableRegion = Pick<
  Region,
  "code" | "bpsCode" | "level" | "name" | "officialName" | "aliases" | "parentCode"
>;

/** How a file names regions. */
export const CODE_SYSTEMS = ["KEMENDAGRI", "BPS", "NAME"] as const;
export type CodeSystem = (typeof CODE_SYSTEMS)[number];

/** Restricts the regions that a text may mean. */
export interface RegionScope {
  /** Code of a region that must contain the matching region or be it. */
  within?: string | undefined;
  levels?: readonly RegionLevel[] | undefined;
  /** What a name without its kind means where several regions have it. */
  bareNames?: RegionLevel | undefined;
}

/** The code of the one matching region, or a fault with candidates such as `15.71 Kota Jambi`. */
export type RegionMatch = { code: string } | { fault: string; candidates: string[]; hint?: string };

const MOST_CANDIDATES = 5;
// A look-up takes half a millisecond: a wrong column of a large file must not take minutes.
const MOST_LOOKUPS = 2000;
const BLANKS = /[\s\u00a0]+/g;

/** Finds the one region that a code or a name means, and never guesses between two. */
export class RegionMatcher {
  readonly #regions = new Map<string, MatchableRegion>();
  readonly #byBpsCode = new Map<string, MatchableRegion>();
  readonly #byName = new Map<string, Set<MatchableRegion>>();
  #nearby: MiniSearch | null = null;
  #lookups = 0;

  constructor(regions: Iterable<MatchableRegion>) {
    for (const region of regions) {
      this.#regions.set(region.code, region);
      if (region.bpsCode !== null) this.#byBpsCode.set(region.bpsCode, region);
      // The table has only a few of the 83,000 villages, so a name cannot identify one.
      if (region.level === "VILLAGE") continue;
      for (const name of [region.name, region.officialName, ...region.aliases])
        for (const key of regionKeys(name, region.level)) {
          getOrMake(this.#byName, key, () => new Set()).add(region);
        }
    }
  }

  /** `codeSystem` is null where nobody says of which system codes are. */
  match(text: string, codeSystem: CodeSystem | null, scope: RegionScope = {}): RegionMatch {
    const cell = text.replace(BLANKS, " ").trim();
    if (codeSystem === "NAME") return this.#matchName(cell, scope);
    // Programs that take codes for numbers write 3526.0.
    const compact = cell.replaceAll(" ", "").replace(/^(\d\d|\d{4,})[.,]0+$/, "$1");
    if (compact.toUpperCase() === "ID") return this.#onlyOne(this.#named(["ID"]), scope);
    if (!/^[\d.,]+$/.test(compact)) return this.#notACode(cell, codeSystem);
    if (codeSystem === null && this.#isUnclear(compact)) return this.#unclear(compact);
    return codeSystem === "BPS" ? this.#matchBps(compact, scope) : this.#matchKemendagri(compact, scope);
  }

  /** Code and official name of a region. */
  labelOf(code: string): string {
    return this.#named([code]).map(label).join("");
  }

  /**
   * The regions that a name means, none of which is that of a code, contains it or lies in it; none where one is. Null for a
   * text that is no name.
   */
  othersNamed(name: string, code: string): readonly string[] | null {
    const found = this.named(name);
    if (found.length === 0) return null;
    const isSame = found.some((region) => isWithin(code, region.code) || isWithin(region.code, code));
    return isSame ? [] : found.map(label);
  }

  // Without a dot, most codes of one system are codes of another region in the other.
  #isUnclear(code: string): boolean {
    if (!/^\d+$/.test(code) || code.length === 3) return false;
    return code.length > 3 || this.#byBpsCode.get(code)?.code !== this.#regions.get(code)?.code;
  }

  #unclear(code: string): RegionMatch {
    const read = (system: CodeSystem): string[] => {
      const match = this.match(code, system);
      return "code" in match
        ? this.#named([match.code]).map((region) => `as ${system} it is ${label(region)}`)
        : [];
    };
    const readings = [...read("BPS"), ...read("KEMENDAGRI")];
    const advice = 'say "codeSystem": "BPS" or "KEMENDAGRI" in the mapping';
    return {
      fault: "may be a code of BPS or of Kemendagri, and the mapping does not say which",
      candidates: [],
      hint: `${readings.length === 0 ? "" : `${readings.join(", ")}; `}${advice}.`.replace(/^./, (first) =>
        first.toUpperCase(),
      ),
    };
  }

  #matchName(text: string, scope: RegionScope): RegionMatch {
    const found = this.named(text);
    if (found.length === 0)
      return { fault: "is not the name of a region", candidates: this.#nearest(text, scope) };
    const { bareNames } = scope;
    const meant = bareNames && isBare(text) ? found.filter(({ level }) => level === bareNames) : [];
    return this.#onlyOne(meant.length === 1 ? meant : found, scope);
  }

  /** The regions that a name means. */
  named(text: string): MatchableRegion[] {
    const name = text.replace(BLANKS, " ").trim();
    // Few names have digits, and none ends in a digit or a bracket. What has them in front, or behind its kind, is
    // numbered, as in Kota/Municipality 71. Blitar; what ends so has a mark that refers to a footnote.
    const found =
      this.#byName.get(regionKey(name)) ??
      this.#byName.get(regionKey(withoutMarks(name))) ??
      this.#byName.get(regionKey(withoutMarks(name.replace(/^([\p{L}./ ]*)\b\d{1,3}[.)]? /u, "$1"))));
    return [...(found ?? [])];
  }

  #matchBps(text: string, scope: RegionScope): RegionMatch {
    // BPS tables write a province as 3300.
    const found = this.#byBpsCode.get(/^\d\d00$/.test(text) ? text.slice(0, 2) : text);
    if (found) return this.#onlyOne([found], scope);
    return (
      this.#formerCode("BPS", text) ?? {
        fault: "is not a BPS code",
        candidates: this.#named([text]).map(label),
      }
    );
  }

  #matchKemendagri(text: string, scope: RegionScope): RegionMatch {
    const dotted = text.replaceAll(",", ".");
    const exact = this.#regions.get(dotted.replace(/^(\d\d)\.0+$/, "$1"));
    if (exact) return this.#onlyOne([exact], scope);
    // A spreadsheet that stores 32.10 as a number shows 32.1, which may also be a short form of 32.01.
    const cut = /^(\d\d)\.?(\d)$/.exec(dotted);
    if (cut) {
      const [, province = "", digit = ""] = cut;
      return {
        fault: "has lost a digit, as codes do when a spreadsheet stores them as numbers",
        candidates: this.#named([`${province}.0${digit}`, `${province}.${digit}0`]).map(label),
      };
    }
    const digits = /^\d+$/.test(dotted) && [4, 6, 10].includes(dotted.length) ? dotted : "";
    const parts = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6), digits.slice(6)];
    const code = parts.filter((part) => part !== "").join(".");
    const found = this.#regions.get(code);
    if (found) return this.#onlyOne([found], scope);
    const former = this.#formerCode("KEMENDAGRI", digits === "" ? dotted : code);
    if (former) return former;
    const bps = this.#byBpsCode.get(dotted);
    return {
      fault: bps ? "is not a Kemendagri code, but is a BPS code" : "is not a Kemendagri code",
      candidates: bps ? [label(bps)] : [],
    };
  }

  // The figure may be about the former territory too, which only who writes the mapping can tell.
  #formerCode(system: keyof typeof OLD_PAPUA_CODES, text: string): RegionMatch | null {
    const candidates = this.#named([OLD_PAPUA_CODES[system].get(text) ?? ""]).map(label);
    const fault = "is a code from before Papua was divided in 2022";
    return candidates.length === 0 ? null : { fault, candidates };
  }

  #notACode(text: string, codeSystem: CodeSystem | null): RegionMatch {
    const found = this.named(text);
    return {
      fault: `is not a ${codeSystem === "BPS" ? "BPS" : "Kemendagri"} code${found.length > 0 ? ", but is a name" : ""}`,
      candidates: found.map(label),
    };
  }

  #onlyOne(found: readonly MatchableRegion[], { within, levels }: RegionScope): RegionMatch {
    const fitting = found.filter((region) => fits(region, within, levels));
    const [only] = fitting;
    if (only && fitting.length === 1) return { code: only.code };
    if (only) return { fault: "may mean several regions", candidates: fitting.map(label) };
    const place = within === undefined ? "" : this.#regions.get(within);
    const outside = within !== undefined && !found.some((region) => fits(region, within, undefined));
    return {
      fault: outside
        ? `is not within ${place ? label(place) : within}`
        : `is not of the level ${(levels ?? []).join(" or ")}`,
      candidates: found.map(label),
    };
  }

  #named(codes: readonly string[]): MatchableRegion[] {
    return codes.flatMap((code) => this.#regions.get(code) ?? []);
  }

  #nearest(text: string, { within, levels }: RegionScope): string[] {
    this.#lookups += 1;
    if (this.#lookups > MOST_LOOKUPS) return [];
    this.#nearby ??= nearbyIndex(this.#regions.values());
    const words = bareWords(text);
    return this.#nearby
      .search([...words, words.join("")].join(" "), {
        fuzzy: (term) => (term.length > 3 ? 0.3 : false),
        prefix: (term) => term.length > 3,
        filter: ({ id }) => {
          const region = this.#regions.get(String(id));
          return region !== undefined && fits(region, within, levels);
        },
      })
      .slice(0, MOST_CANDIDATES)
      .flatMap(({ id }) => this.#named([String(id)]).map(label));
  }
}

const label = ({ code, officialName }: MatchableRegion): string => `${code} ${officialName}`;

function fits(
  { code, level }: MatchableRegion,
  within: string | undefined,
  levels: readonly RegionLevel[] | undefined,
): boolean {
  if (levels !== undefined && !levels.includes(level)) return false;
  return within === undefined || isWithin(code, within);
}

// Indexes whole names beside their words, so that a blank in the wrong place does not prevent a match.
function nearbyIndex(regions: Iterable<MatchableRegion>): MiniSearch {
  const index = new MiniSearch({ fields: ["names"], tokenize: (text) => text.split(" ") });
  for (const { code, level, name, officialName, aliases } of regions) {
    if (level === "VILLAGE") continue;
    const names = [name, officialName, ...aliases].flatMap((text) => {
      const words = bareWords(text);
      return [...words, words.join("")];
    });
    index.add({ id: code, names: [...new Set(names)].join(" ") });
  }
  return index;
}
