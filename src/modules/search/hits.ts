/**
 * How a text fits a row, best first: it is the row's code; its name, for regions also with their kind and parents; the
 * beginning of a code or name; a region's name with a wrong kind; the row has all words of the text, the last perhaps
 * incomplete; the text is an incomplete name of a region; a name, or each word, has one mistake.
 */
const FITS = [
  "CODE",
  "NAME",
  "BEGINNING",
  "OTHER_KIND",
  "WORDS",
  "UNFINISHED",
  "MISSPELT_NAME",
  "MISSPELT_WORDS",
] as const;
export type Fit = (typeof FITS)[number];

/** What decides among rows that fit equally well: the fewer names the text consists of and the shorter its own name,
 * the better.
 */
interface Closeness {
  names?: number;
  length?: number;
}

/** A row with its score (lower is better), and the length of its name, which decides between equal scores. */
interface Hit {
  row: number;
  score: number;
  length: number;
}

// Two words may have a hundred thousand rows in common, of which only the best are wanted.
const SPARE = 1_000;

/** The best of the rows that were found. */
export class Hits {
  #hits = new Map<number, Hit>();

  /** `rankOf` tells the rank of a row, below 5, or null for a row that is not wanted. */
  constructor(
    readonly first: number,
    readonly rankOf: (row: number) => number | null,
  ) {}

  /** Whether as many rows were found as are wanted. */
  get isEnough(): boolean {
    return this.#hits.size >= this.first;
  }

  add(fit: Fit, row: number, { names = 1, length = 0 }: Closeness = {}): void {
    const rank = this.rankOf(row);
    if (rank === null) return;
    const score = (FITS.indexOf(fit) * 16 + names) * 5 + rank;
    const hit = { row, score, length };
    const earlier = this.#hits.get(row);
    if (earlier && compareHits(earlier, hit) <= 0) return;
    this.#hits.set(row, hit);
    if (this.#hits.size >= 2 * this.first + SPARE)
      this.#hits = new Map(this.#sorted().map((hit) => [hit.row, hit]));
  }

  /** The best rows, best first; equally good ones in their order. */
  best(): number[] {
    return this.#sorted().map(({ row }) => row);
  }

  #sorted(): Hit[] {
    return [...this.#hits.values()].sort(compareHits).slice(0, this.first);
  }
}

const compareHits = (one: Hit, other: Hit): number =>
  one.score - other.score || one.length - other.length || one.row - other.row;
