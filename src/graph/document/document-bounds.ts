import {
  BREAK,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
  type ValidationRule,
} from "graphql";
import { queryTooLarge, shortened, type UserError } from "../../errors.js";

/**
 * The most pairs of fields with one response key, and of fragments, that validation may compare; takes a few
 * milliseconds.
 */
const MAX_PAIRS = 50_000;
/**
 * The most selections that are visited; the selections of a fragment count for each set of selections they merge
 * with.
 */
const MAX_VISITS = 50_000;
/** The most levels of introspection, which reads no data. */
const MAX_INTROSPECTION_DEPTH = 30;
/** The most characters of a name: answers repeat the names of fields for every row, and errors repeat all names. */
const MAX_NAME = 200;
const LONG_NAME = new RegExp(`\\w{${MAX_NAME + 1}}`);

const EMPTY: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/**
 * Rejects documents that have long names, nest deeper than `maxDepth`, or repeat fields or fragments too often.
 * Validating these would take too long, so the other rules then visit an empty document. Reports QUERY_TOO_LARGE.
 */
export const documentBounds =
  (maxDepth: number): ValidationRule =>
  (context) => ({
    Document: (document) => {
      const fault = boundsFault(document, maxDepth);
      if (fault === null) return undefined;
      context.reportError(fault);
      return EMPTY;
    },
  });

/** The error for a document that is out of bounds; null when it is within. */
export const boundsFault = (document: DocumentNode, maxDepth: number): UserError | null =>
  longName(document) ?? new Walk(document, maxDepth).fault();

function longName(document: DocumentNode): UserError | null {
  // Most texts have nothing that long, and need no visit.
  if (document.loc && !LONG_NAME.test(document.loc.source.body)) return null;
  let fault: UserError | null = null;
  visit(document, {
    Name: ({ value }) => {
      if (value.length <= MAX_NAME) return undefined;
      fault = queryTooLarge(
        `The name "${shortened(value)}" is longer than the ${MAX_NAME} characters that a name may have.`,
      );
      return BREAK;
    },
  });
  return fault;
}

/** The fields of one response key, merged. */
interface Merged {
  sets: SelectionSetNode[];
  fields: number;
  isIntrospection: boolean;
}

class Walk {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #numbers = new Map<SelectionSetNode, number>();
  /** The greatest depth at which each list of selection sets was visited. */
  readonly #deepest = new Map<string, number>();
  /** The lists that are being visited; meeting one again means a cycle, which another rule of validation reports. */
  readonly #open = new Set<string>();
  #pairs = 0;
  #visits = 0;
  #fault: UserError | null = null;

  constructor(
    readonly document: DocumentNode,
    readonly maxDepth: number,
  ) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
  }

  fault(): UserError | null {
    for (const definition of this.document.definitions)
      if ("selectionSet" in definition) this.#visit([definition.selectionSet], 1, this.maxDepth);
    return this.#fault;
  }

  #visit(sets: readonly SelectionSetNode[], depth: number, maxDepth: number): void {
    const name = sets.map((set) => this.#numberOf(set)).join();
    if (this.#fault !== null || this.#open.has(name) || (this.#deepest.get(name) ?? 0) >= depth) return;
    this.#deepest.set(name, depth);
    this.#open.add(name);
    const found = new Map<string, Merged>();
    const spread = new Set<string>();
    for (const set of sets) this.#collect(set, found, spread, 0);
    this.#compare(spread.size);
    for (const { fields } of found.values()) this.#compare(fields);
    if (depth > maxDepth) this.#fault ??= tooDeep(this.maxDepth);
    for (const { sets: below, isIntrospection } of found.values())
      if (below.length > 0)
        this.#visit(below, depth + 1, isIntrospection ? depth + MAX_INTROSPECTION_DEPTH : maxDepth);
    this.#open.delete(name);
  }

  // Fragments that nest in fragments count as levels too.
  #collect(set: SelectionSetNode, found: Map<string, Merged>, spread: Set<string>, nested: number): void {
    if (nested > this.maxDepth) this.#fault ??= tooDeep(this.maxDepth);
    for (const selection of set.selections) {
      if (++this.#visits > MAX_VISITS) this.#fault ??= tooOften();
      if (this.#fault !== null) return;
      if (selection.kind === Kind.FIELD) {
        const name = selection.alias?.value ?? selection.name.value;
        let merged = found.get(name);
        if (!merged) {
          const isIntrospection = selection.name.value === "__schema" || selection.name.value === "__type";
          found.set(name, (merged = { sets: [], fields: 0, isIntrospection }));
        }
        merged.fields += 1;
        if (selection.selectionSet) merged.sets.push(selection.selectionSet);
      } else if (selection.kind === Kind.INLINE_FRAGMENT)
        this.#collect(selection.selectionSet, found, spread, nested + 1);
      else {
        const fragment = this.#fragments.get(selection.name.value);
        if (!fragment || spread.has(selection.name.value)) continue;
        spread.add(selection.name.value);
        this.#collect(fragment.selectionSet, found, spread, nested + 1);
      }
    }
  }

  #compare(count: number): void {
    this.#pairs += (count * (count - 1)) / 2;
    if (this.#pairs > MAX_PAIRS) this.#fault ??= tooOften();
  }

  #numberOf(set: SelectionSetNode): number {
    const number = this.#numbers.get(set) ?? this.#numbers.size;
    this.#numbers.set(set, number);
    return number;
  }
}

const tooDeep = (maxDepth: number): UserError =>
  queryTooLarge(`The operation nests fields deeper than the ${maxDepth} levels that this server allows.`);

const tooOften = (): UserError =>
  queryTooLarge(
    "The document repeats fields or fragments more often than this server allows. Select each field and spread each fragment once.",
  );
