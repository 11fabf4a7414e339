import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import type { KnownCategory } from "../../vocabulary.js";
import type { Analysed } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import type { Memory } from "./memory.js";
import type { Words } from "./words.js";

/** The words of a clause by which its indicator is chosen, with what the sentences before leave for it. */
export function wordsOf(
  sentence: Analysed,
  clause: Clause,
  memory: Memory,
  category: KnownCategory | null,
  { status, countedBefore }: { status: ValueStatus; countedBefore: string | null },
): Words {
  const { text, regions, categories } = sentence;
  const { quantity, left, right, segment, wide } = clause;
  const { phrase, start, end } = quantity;
  return {
    quantity,
    left: text.slice(left.start, Math.min(phrase.start, start)),
    right: text.slice(Math.max(phrase.end, end), right.end),
    segment: text.slice(segment.start, segment.end),
    sentence: text,
    wide: text.slice(wide.start, wide.end),
    question: memory.question,
    followsRate: memory.hasRate,
    comparesRate:
      memory.justRated &&
      [...regions, ...categories].some((named) => named.end <= start && named.start >= left.start),
    followsGroup: memory.countsGroup,
    context: contextOf(sentence, memory),
    lead: memory.lead,
    category,
    status,
    moneyBefore: memory.money,
    countedBefore,
  };
}

function contextOf(sentence: Analysed, { previous, lead }: Memory): string {
  if (previous === null || sentence.paragraph - previous.paragraph > 1) return sentence.text;
  const isBesideList = sentence.isItem || previous.isItem;
  return `${isBesideList ? lead : ""} ${previous.text} ${sentence.text}`;
}
