import { partialDate } from "../../time/partial-date.js";
import { today } from "../../time/today.js";
import type { NewSource } from "../mapping/mapping.js";
import type { ImportVocabulary, NamedSource } from "./import-vocabulary.js";
import type { Layout } from "./layout.js";
import { foldedWords } from "./name-finder.js";
import type { Inquiry } from "./question.js";
import { filledPlaces, textAt } from "./cells.js";

/** The source of a file, and who states its figures. */
export interface SourceReading {
  id: string;
  attributedTo: string;
  /** The source, where it is not stored yet. */
  source: NewSource | null;
}

/** Finds out which publication a file is: a stored one, or a new one that is described by answers. */
export function readSource(
  inquiry: Inquiry,
  layout: Layout,
  { sources }: ImportVocabulary,
): SourceReading | null {
  const stated = publisherIn(layout);
  const answer = inquiry.ask({
    id: "source",
    text: 'Which source are the figures from? The id of one that is stored, or "new".',
    why: stated === null ? "nothing in the file names it" : `the file names "${stated}"`,
    choices: [{ value: "new", label: "a source that is not stored yet" }, ...likely(sources, stated)],
    suggestion: "new",
    isOpen: true,
  });
  if (answer === null) return null;
  const known = sources.find(({ id }) => id === answer);
  if (answer !== "new" && !known)
    return inquiry.refuse(
      { id: "source", text: "Which source are the figures from?", choices: [], suggestion: "new" },
      `no source "${answer}" is stored; answer "new" to describe it`,
    );
  const source = known ? null : newSource(inquiry, layout, stated, sources);
  if (!known && !source) return null;
  const attributedTo = inquiry.answered("attributed-to") ?? known?.publisher ?? source?.publisher ?? "";
  inquiry.found(`figures that ${attributedTo} states`, "the source");
  return { id: known?.id ?? source?.id ?? "", attributedTo, source };
}

// Those of the publisher whom the file names come first; other sources are offered only by their id.
const likely = (
  sources: readonly NamedSource[],
  stated: string | null,
): { value: string; label: string }[] => {
  const words = foldedWords(stated ?? "");
  return sources
    .filter(
      ({ publisher }) => words.length > 0 && foldedWords(publisher).every((word) => words.includes(word)),
    )
    .slice(-5)
    .reverse()
    .map(({ id, publisher, title }) => ({ value: id, label: `${publisher}: ${title}` }));
};

function publisherIn({ grid, titles }: Layout): string | null {
  const texts = [
    ...titles,
    ...grid.rows.slice(-10).flatMap((row) => filledPlaces(row).map((place) => textAt(row, place))),
  ];
  for (const text of texts) {
    const name = /^\s*(?:sumber|source)(?: data)?\s*[:=]?\s*(.{3,120})$/i.exec(text)?.[1];
    if (name !== undefined)
      return name
        .replace(/,?\s*(?:diolah|olahan).*$/i, "")
        .replace(/[,;]?\s*(?:19|20)\d\d.*$/, "")
        .trim();
  }
  return null;
}

const TYPES = [
  { value: "PARTNER", label: "rows that a partner sends" },
  { value: "OFFICIAL_RELEASE", label: "a release, page or document of a public office" },
  { value: "DATASET", label: "a dataset or registry" },
  { value: "REPORT", label: "a report, study or thesis" },
  { value: "NEWS_ARTICLE", label: "an article in the press" },
  { value: "REGULATION", label: "the text of a regulation" },
];

function newSource(
  inquiry: Inquiry,
  layout: Layout,
  stated: string | null,
  sources: readonly NamedSource[],
): NewSource | null {
  const ask = (id: string, text: string, suggestion: string | null): string | null =>
    inquiry.ask({ id, text, why: null, choices: [], suggestion, isOpen: true });
  const publisher = ask("publisher", "Who publishes the file?", stated);
  const title = ask("title", "What is its title?", layout.titles[0]?.slice(0, 200) ?? null);
  const type = inquiry.ask({
    id: "source-type",
    text: "What kind of publication is it?",
    why: null,
    choices: TYPES,
    suggestion: "PARTNER",
  });
  const published = ask(
    "published-on",
    "When was it published? A year, YYYY-MM or YYYY-MM-DD; - where that is unknown.",
    "-",
  );
  if (publisher === null || title === null || type === null || published === null) return null;
  if (published !== "-" && partialDate(published) === null)
    return inquiry.refuse(
      { id: "published-on", text: "When was it published?", choices: [], suggestion: "-" },
      `"${published}" is no date`,
    );
  const id = inquiry.answered("source-id") ?? freeId(`${publisher} ${title}`, sources);
  inquiry.found(`a new source "${id}"`, "answers");
  return {
    id,
    type,
    publisher,
    title,
    ...(published === "-" ? {} : { published_on: published }),
    accessed_on: today(),
    language: "id",
  };
}

const LONGEST_ID = 60;

function freeId(text: string, sources: readonly NamedSource[]): string {
  const words = foldedWords(text).filter((word) => /^[a-z0-9]+$/.test(word));
  let id = "";
  for (const word of words) {
    const longer = id === "" ? word : `${id}-${word}`;
    if (longer.length > LONGEST_ID) break;
    id = longer;
  }
  const taken = new Set(sources.map((source) => source.id));
  let free = id === "" ? "source" : id;
  for (let number = 2; taken.has(free); number += 1) free = `${id}-${number}`;
  return free;
}
