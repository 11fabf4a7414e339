import type { TextSpan } from "../../candidate.js";
import type { KnownRegion } from "../../vocabulary.js";
import type { Sentence } from "../text/prose.js";
import type { RegionMention } from "./gazetteer.js";

/** A mention whose region is settled. */
export interface PlacedMention extends TextSpan {
  code: string;
  role: RegionMention["role"];
  /** Why it may be another region; null when the words leave no choice. */
  doubt: string | null;
}

/** Settles which region each mention means: by its kind, else by another mention of the same name, else by its neighbours. */
export function placed(mentions: readonly RegionMention[]): PlacedMention[] {
  const provinces = counted(
    mentions
      .filter(({ regions }) => regions.length === 1)
      .map(({ regions }) => regions[0]?.code.slice(0, 2) ?? ""),
  );
  return mentions.map((mention, place) => {
    const { start, end, role } = mention;
    const { region, doubt } = choose(mention, mentions, place, provinces);
    return { start, end, role, code: region.code, doubt };
  });
}

function choose(
  { regions }: RegionMention,
  mentions: readonly RegionMention[],
  place: number,
  provinces: ReadonlyMap<string, number>,
): { region: KnownRegion; doubt: string | null } {
  const [first, ...more] = regions as [KnownRegion, ...KnownRegion[]];
  if (more.length === 0) return { region: first, doubt: null };
  const codes = new Set(regions.map(({ code }) => code));
  const settles = (other: RegionMention): boolean =>
    other.hasKind && other.regions.length === 1 && codes.has(other.regions[0]?.code ?? "");
  // Before the first that states its kind, what the text states most often is meant.
  const stated = counted(mentions.filter(settles).map((other) => other.regions[0]?.code ?? ""));
  const [most] = [...stated].sort(([, one], [, other]) => other - one);
  const before = mentions.slice(0, place).findLast(settles)?.regions[0];
  const settled = before ?? regions.find(({ code }) => code === most?.[0]);
  if (settled) return { region: settled, doubt: null };
  const order: Record<KnownRegion["level"], number> = {
    COUNTRY: 0,
    PROVINCE: 1,
    REGENCY: 2,
    CITY: 3,
    VILLAGE: 4,
  };
  const [best] = [...regions].sort(
    (one, other) =>
      (provinces.get(other.code.slice(0, 2)) ?? 0) - (provinces.get(one.code.slice(0, 2)) ?? 0) ||
      order[one.level] - order[other.level],
  ) as [KnownRegion];
  const names = regions.map(({ code, officialName }) => `${code} ${officialName}`).join(" or ");
  return { region: best, doubt: `the name may mean ${names}` };
}

function counted(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** The region that an article is about: the one that its headline, its first sentences and its governments name most. */
export function regionOfArticle(
  mentions: readonly PlacedMention[],
  sentences: readonly Sentence[],
  dateline: TextSpan | null,
): PlacedMention | null {
  const scores = new Map<string, number>();
  const within = ({ start }: TextSpan, span: TextSpan | null | undefined): boolean =>
    span != null && start >= span.start && start < span.end;
  const body = sentences.filter(({ isHeadline }) => !isHeadline);
  for (const mention of mentions) {
    if (mention.role === "OTHER" || within(mention, dateline)) continue;
    const isHeadline = sentences.some((sentence) => sentence.isHeadline && within(mention, sentence));
    const isLead = body.slice(0, 2).some((sentence) => within(mention, sentence));
    const base = isHeadline ? 5 : isLead ? 2 : 1;
    const weight = mention.role === "OFFICE" ? 0.2 : base + (mention.role === "GOVERNMENT" ? 1 : 0);
    scores.set(mention.code, (scores.get(mention.code) ?? 0) + weight);
  }
  const best = [...scores].sort(([, one], [, other]) => other - one)[0]?.[0];
  return (
    mentions.find(({ code }) => code === best) ??
    mentions.find((mention) => within(mention, dateline)) ??
    null
  );
}
