import type { Qualifier, ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { Doubt, TextSpan } from "../../candidate.js";
import type { KnownIndicator } from "../../vocabulary.js";
import type { Analysed } from "../analysis.js";
import type { PeriodCells } from "./period-cells.js";

/** A statement as read from one place of a text, before repeats of it are merged. */
export interface Statement {
  sentence: Analysed;
  /** Places of its words in the text of the article. */
  span: TextSpan;
  rule: string;
  region: string;
  category: string | null;
  indicator: KnownIndicator;
  period: PeriodCells | null;
  /** Decimal text; null where the words give no number. */
  value: string | null;
  /** The upper end of a range, of which `value` is the lower; null for one number. */
  upper: string | null;
  isScaled: boolean;
  qualifier: Qualifier;
  status: ValueStatus;
  funding: string;
  programmes: string;
  speaker: string | null;
  doubts: Doubt[];
  derivedFrom: string | null;
}
