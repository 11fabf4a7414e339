import { provinceOf } from "../../modules/regions/region-code.rules.js";
import type { RegionLevel } from "../../modules/regions/region.entity.js";
import type { FieldMapping, Mapping } from "../mapping/mapping.js";
import type { RegionMatcher, RegionScope } from "../mapping/match-region.js";
import { isBare } from "../mapping/region-name.js";
import { foldedWords } from "./name-finder.js";
import type { Inquiry } from "./question.js";

/** How the names or codes of a column become regions. */
export type RegionReading = Pick<FieldMapping, "levels" | "within" | "bareNames"> & {
  codeSystem: NonNullable<Mapping["codeSystem"]>;
};

interface NamedColumn {
  name: string;
  texts: readonly string[];
}

/** Finds out how names of regions are to be read, so that each means one; asks where several readings are possible. */
export function readNames(
  inquiry: Inquiry,
  { name, texts }: NamedColumn,
  province: string | null,
  matcher: RegionMatcher,
): RegionReading | null {
  const names = [...new Set(texts)].filter((text) => matcher.named(text).length > 0);
  const levels = levelsOf(name, names, matcher);
  const bare = namesKinds(names) ? ({ bareNames: "REGENCY" } as const) : {};
  const scopes: RegionScope[] = [
    {},
    ...(levels ? [{ levels }] : []),
    ...(province === null ? [] : [{ within: province }]),
    ...(levels && province !== null ? [{ within: province, levels }] : []),
    { ...bare },
    ...(levels ? [{ ...bare, levels }] : []),
    ...(province === null ? [] : [{ ...bare, within: province }]),
    ...(levels && province !== null ? [{ ...bare, within: province, levels }] : []),
  ];
  const found = scopes.find((scope) => unclear(names, scope, matcher).length === 0);
  if (found) {
    const how = [
      ...(found.levels ? [`of the level ${found.levels.join(" or ")}`] : []),
      ...(found.within === undefined ? [] : [`within ${matcher.labelOf(found.within)}`]),
      ...(found.bareNames ? ["a name without its kind is the regency"] : []),
    ];
    inquiry.found(`regions by name${how.length === 0 ? "" : `: ${how.join(", ")}`}`, `column "${name}"`);
    return readingOf(found);
  }
  const scope: RegionScope = province === null ? {} : { within: province };
  const examples = unclear(names, scope, matcher);
  const answer = inquiry.ask({
    id: "bare-names",
    text: `What does a name without "Kota" or "Kabupaten" mean, such as "${examples[0] ?? ""}"?`,
    why: `${examples.length} name(s) belong to several regions: ${examples.slice(0, 5).join(", ")}`,
    choices: [
      { value: "REGENCY", label: "the regency (kabupaten), as BPS prints it" },
      { value: "CITY", label: "the city (kota)" },
      { value: "PROVINCE", label: "the province" },
    ],
    suggestion: null,
  });
  return answer === null ? null : readingOf({ ...scope, bareNames: answer as RegionLevel });
}

const readingOf = ({ within, levels, bareNames }: RegionScope): RegionReading => ({
  codeSystem: "NAME",
  ...(levels ? { levels: [...levels] } : {}),
  ...(within === undefined ? {} : { within: { constant: within } }),
  ...(bareNames === undefined ? {} : { bareNames: bareNames as "REGENCY" | "CITY" | "PROVINCE" }),
});

/** Names that mean no single region in a scope. */
const unclear = (names: readonly string[], scope: RegionScope, matcher: RegionMatcher): string[] =>
  names.filter((text) => !("code" in matcher.match(text, "NAME", scope)));

// BPS prints "Blitar" for the regency beside "Kota Blitar".
function namesKinds(names: readonly string[]): boolean {
  const bare = new Set(names.filter(isBare).map((text) => foldedWords(text).join(" ")));
  return names.some((text) => !isBare(text) && bare.has(foldedWords(text).slice(1).join(" ")));
}

// Where every name may be that of a province and one can be nothing else, all are.
function levelsOf(header: string, names: readonly string[], matcher: RegionMatcher): RegionLevel[] | null {
  const words = foldedWords(header);
  const says = (...some: string[]): boolean => words.some((word) => some.includes(word));
  const ofProvinces: RegionLevel[] = ["PROVINCE", "COUNTRY"];
  const [regency, city] = [says("kabupaten", "kab", "regency"), says("kota", "city", "municipality")];
  if (says("provinsi", "propinsi", "province") && !regency && !city) return ofProvinces;
  if (regency && !city) return ["REGENCY"];
  if (city && !regency) return ["CITY"];
  const levels = names.map((text) => matcher.named(text).map(({ level }) => level));
  const mayBe = (allowed: readonly RegionLevel[], found: readonly RegionLevel[]): boolean =>
    found.some((level) => allowed.includes(level));
  const mustBe = (allowed: readonly RegionLevel[], found: readonly RegionLevel[]): boolean =>
    found.every((level) => allowed.includes(level));
  const isOf = (allowed: readonly RegionLevel[]): boolean =>
    levels.every((found) => mayBe(allowed, found)) && levels.some((found) => mustBe(allowed, found));
  if (isOf(ofProvinces)) return ofProvinces;
  return regency && city ? ["REGENCY", "CITY"] : null;
}

/** The province in which all regions lie that names mean without doubt; null where there is none. */
export function sharedProvince(texts: readonly string[], matcher: RegionMatcher): string | null {
  const provinces = new Set(
    texts.flatMap((text) => {
      const [region, ...others] = matcher.named(text);
      return region && others.length === 0 ? (provinceOf(region.code) ?? []) : [];
    }),
  );
  const [only] = provinces;
  return only !== undefined && provinces.size === 1 ? only : null;
}

/** Finds out of which system codes are, by the names beside them; asks where nothing decides. */
export function readCodes(
  inquiry: Inquiry,
  { name, texts }: NamedColumn,
  beside: readonly string[] | null,
  matcher: RegionMatcher,
): RegionReading | null {
  const agreeing = (["KEMENDAGRI", "BPS"] as const).map((system) => ({
    system,
    fits: texts.filter((text, row) => {
      const match = matcher.match(text, system);
      if (!("code" in match)) return false;
      return (matcher.othersNamed(beside?.[row] ?? "", match.code)?.length ?? 0) === 0;
    }).length,
  }));
  const [one, other] = agreeing.sort((first, second) => second.fits - first.fits);
  const isDotted = texts.every((text) => /^\d\d$|\d\.\d\d/.test(text) && !/\.0+$/.test(text));
  if (one && other && isDotted && one.fits === other.fits) {
    inquiry.found("codes of Kemendagri, which have dots", `column "${name}"`);
    return { codeSystem: "KEMENDAGRI" };
  }
  if (one && other && one.fits === texts.length && other.fits < texts.length) {
    const by = beside === null ? "none of which fails" : "which agree with the names beside them";
    inquiry.found(`codes of ${one.system}, ${by}`, `column "${name}"`);
    return { codeSystem: one.system };
  }
  const isSame = texts.every((text) => {
    const [own, others] = [matcher.match(text, "KEMENDAGRI"), matcher.match(text, "BPS")];
    return "code" in own && "code" in others && own.code === others.code;
  });
  // The names are checked again in the next file, whose codes may differ.
  if (isSame && beside !== null && one?.fits === texts.length) {
    inquiry.found(
      "codes that are the same in both systems, and agree with the names beside them",
      `column "${name}"`,
    );
    return { codeSystem: "KEMENDAGRI" };
  }
  const answer = inquiry.ask({
    id: "codes",
    text: `Of which system are the codes in "${name}", such as ${texts[0] ?? ""}?`,
    why: agreeing
      .map(({ system, fits }) => `${fits} of ${texts.length} may be codes of ${system}`)
      .join(", "),
    choices: [
      { value: "KEMENDAGRI", label: "Kemendagri (as in 31.74)" },
      { value: "BPS", label: "BPS (as in 3171)" },
    ],
    suggestion: one && other && one.fits > other.fits ? one.system : null,
  });
  return answer === null ? null : { codeSystem: answer as "KEMENDAGRI" | "BPS" };
}
