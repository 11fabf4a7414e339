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

/** Pairs of fields and fragments under one name that validation would compare: some milliseconds. */
const MAX_PAIRS = 50_000;
/** Selections that are looked at, with what fragments repeat in other company. */
const MAX_VISITS = 50_000;
/** Levels of what the schema tells of itself, which no data nests. */
const MAX_INTROSPECTION_DEPTH = 30;
/** Characters of a name: an answer repeats those of fields for every row, and errors all of them. */
const MAX_NAME = 200;

const EMPTY: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/**
 * Refuses documents that have long names, nest deeper than `maxDepth`, or ask for one thing too often, before the rules
 * of validation compare all of it: these find an empty document then.
 */
export const documentBounds =
  (maxDepth: number): ValidationRule =>
  (context) => ({
    Document: (document) => {
      const fault = longName(document) ?? new Walk(document, maxDepth).fault();
      if (fault === null) return undefined;
      context.reportError(fault);
      return EMPTY;
    },
  });

function longName(document: DocumentNode): UserError | null {
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

/** The fields that are answered under one name. */
interface Merged {
  sets: SelectionSetNode[];
  fields: number;
  isIntrospection: boolean;
}

class Walk {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #numbers = new Map<SelectionSetNode, number>();
  /** The deepest place of each list of selections at which it has been looked at. */
  readonly #looked = new Map<string, number>();
  /** The lists that are being looked at: what comes back is a cycle, which validation tells. */
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
      if ("selectionSet" in definition) this.#look([definition.selectionSet], 1, this.maxDepth);
    return this.#fault;
  }

  #look(sets: readonly SelectionSetNode[], depth: number, maxDepth: number): void {
    const name = sets.map((set) => this.#numberOf(set)).join();
    if (this.#fault !== null || this.#open.has(name) || (this.#looked.get(name) ?? 0) >= depth) return;
    this.#looked.set(name, depth);
    this.#open.add(name);
    const found = new Map<string, Merged>();
    const spread = new Set<string>();
    for (const set of sets) this.#collect(set, found, spread, 0);
    this.#compare(spread.size);
    for (const { fields } of found.values()) this.#compare(fields);
    if (depth > maxDepth) this.#fault ??= tooDeep(this.maxDepth);
    for (const { sets: below, isIntrospection } of found.values())
      if (below.length > 0)
        this.#look(below, depth + 1, isIntrospection ? depth + MAX_INTROSPECTION_DEPTH : maxDepth);
    this.#open.delete(name);
  }

  // Fragments that nest in one another are levels by themselves.
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
    const known = this.#numbers.get(set) ?? this.#numbers.size;
    this.#numbers.set(set, known);
    return known;
  }
}

const tooDeep = (maxDepth: number): UserError =>
  queryTooLarge(`The operation nests fields deeper than the ${maxDepth} levels that this server allows.`);

const tooOften = (): UserError =>
  queryTooLarge(
    "The document asks for the same fields, or spreads fragments, more often than this server compares. Ask for each thing once.",
  );
