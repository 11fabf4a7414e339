import { officesIn, speakers, type Office } from "./find/speakers.js";
import type { TextSpan } from "../candidate.js";
import type { Vocabulary } from "../vocabulary.js";
import { CategoryNames, type CategoryMention } from "./find/category-names.js";
import { clausesOf, type Clause } from "./find/clauses.js";
import { Gazetteer } from "./find/gazetteer.js";
import { placed, regionOfArticle, type PlacedMention } from "./find/place-names.js";
import { namedActs, type NamedAct } from "./find/named-acts.js";
import { quantitiesIn } from "./find/quantities.js";
import { timesIn, type TimeMention, type Today } from "./find/times.js";
import { datelineOf, dayOfArticle } from "./text/dateline.js";
import type { Article } from "./text/article.js";
import { proseOf, type Prose, type Sentence } from "./text/prose.js";

/** A sentence with all that was found in it; places count from its beginning. */
export interface Analysed extends Sentence {
  regions: readonly PlacedMention[];
  categories: readonly CategoryMention[];
  times: readonly TimeMention[];
  acts: readonly NamedAct[];
  clauses: readonly Clause[];
  offices: readonly Office[];
  speaker: string | null;
}

/** An article with all that was found in it, before rules make statements of it. */
export interface Analysis {
  article: Article;
  prose: Prose;
  today: Today;
  /** The region that it is about; null when it names none. */
  region: PlacedMention | null;
  sentences: readonly Analysed[];
}

const isAround = (text: string, { code, start }: PlacedMention, before: PlacedMention | undefined): boolean =>
  before?.code.startsWith(`${code}.`) === true &&
  /^\s*,\s*(?:Provinsi\s+)?$/iu.test(text.slice(before.end, start));

/** Finds what articles name. Made once for a vocabulary, since its indexes take longer than an article. */
export class Analyst {
  readonly #gazetteer: Gazetteer;
  readonly #categories: CategoryNames;

  constructor(vocabulary: Pick<Vocabulary, "regions" | "categories">) {
    this.#gazetteer = new Gazetteer(vocabulary.regions);
    this.#categories = new CategoryNames(vocabulary.categories);
  }

  analyse(article: Article): Analysis {
    const prose = proseOf(article.text);
    const dateline = datelineOf(prose.sentences);
    const today = article.publishedOn ?? dayOfArticle(prose.sentences, dateline);
    const mentions = placed(this.#gazetteer.mentions(article.text));
    const region = regionOfArticle(
      mentions.filter(({ start }) =>
        prose.sentences.some((sentence) => start >= sentence.start && start < sentence.end),
      ),
      prose.sentences,
      dateline,
    );
    const analysed = prose.sentences.map((sentence) => this.#sentence(sentence, mentions, today, dateline));
    const offices = new Map(analysed.map((sentence) => [sentence as Sentence, sentence.offices]));
    const said = speakers(analysed, (sentence) => offices.get(sentence) ?? []);
    const sentences = analysed.map((sentence) => ({ ...sentence, speaker: said.get(sentence) ?? null }));
    return { article, prose, today, region, sentences };
  }

  #sentence(
    sentence: Sentence,
    mentions: readonly PlacedMention[],
    today: Today,
    dateline: TextSpan | null,
  ): Analysed {
    const { text, start, end } = sentence;
    const categories = this.#categories.mentions(text);
    const regions = mentions
      .filter((mention) => mention.start >= start && mention.end <= end)
      .filter(
        (mention) => dateline === null || mention.start >= dateline.end || mention.end <= dateline.start,
      )
      .map((mention) => ({ ...mention, start: mention.start - start, end: mention.end - start }))
      // "Orang asli Papua" is a group and no place.
      // "Kabupaten Aceh Barat, Provinsi Aceh" is about the regency.
      .filter((mention, place, list) => !isAround(text, mention, list[place - 1]))
      .filter(
        (mention) => !categories.some((group) => mention.start < group.end && group.start < mention.end),
      );
    const acts = namedActs(text);
    const isHidden = (span: TextSpan): boolean =>
      acts.some((act) => span.start < act.end && act.start < span.end) ||
      (dateline !== null && span.start + start < dateline.end && dateline.start < span.end + start);
    const isOfAward = ({ start: at }: TextSpan): boolean =>
      /Award(?:s)?\s*(?:,?\s*tahun\s*)?$/iu.test(text.slice(0, at));
    const times = timesIn(text, today).filter((time) => !isHidden(time) && !isOfAward(time));
    const head =
      dateline !== null && dateline.start === start ? [{ start: 0, end: dateline.end - start }] : [];
    const masked = [
      ...times,
      ...acts,
      ...head,
      ...timesIn(text, "2000").filter((time) => isHidden(time) || isOfAward(time)),
    ];
    const quantities = quantitiesIn(text, masked, categories);
    const offices = officesIn(text, regions);
    return {
      ...sentence,
      regions,
      categories,
      times,
      acts,
      clauses: clausesOf(text, quantities, categories),
      offices,
      speaker: null,
    };
  }
}
