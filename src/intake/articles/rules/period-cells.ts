import type { Analysed } from "../analysis.js";
import type { TimeMention } from "../find/times.js";

/** The period of a statement as cells, with why it may be another. */
export interface PeriodCells {
  start: string;
  end: string;
  doubt: string | null;
  /** Where its sentence says it; null when it is carried over or the article's own. */
  mention: TimeMention | null;
}

/** What the sentences before leave for those that name no time. */
export interface Carried {
  /** The latest `per …` or `hingga …`. */
  asOf: TimeMention | null;
  /** Where that stands. */
  asOfParagraph: number;
  /** The period of the latest flow that stated one. */
  span: PeriodCells | null;
  /** That of the latest plan or goal, within its paragraph. */
  plan: PeriodCells | null;
  /** The sentence before; null for the first. */
  previous: Analysed | null;
  /** That of the latest number of people, for the details of it. */
  people: PeriodCells | null;
  /** That of a sentence before that speaks of cover without a number. */
  introduced: PeriodCells | null;
}
