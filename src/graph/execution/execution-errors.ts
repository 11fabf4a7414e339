import type { GraphQLError } from "graphql";
import type { Path } from "graphql/jsutils/Path.js";

/** The errors of an execution, less those below a field that is null already. */
export class ExecutionErrors {
  readonly #errors: GraphQLError[] = [];
  readonly #nulled = new Set<Path | undefined>();

  /** Notes the error that makes the field at a path null. */
  add(error: GraphQLError, path: Path | undefined): void {
    for (let at = path; at; at = at.prev) if (this.#nulled.has(at)) return;
    if (this.#nulled.has(undefined)) return;
    this.#nulled.add(path);
    this.#errors.push(error);
  }

  /** All errors in the order of their places; null when there are none. */
  inOrder(): GraphQLError[] | null {
    return this.#errors.length === 0 ? null : this.#errors.sort(byPlace);
  }
}

// Fields fail in varying order, so errors are sorted: by position in the document, then by list index.
function byPlace(one: GraphQLError, other: GraphQLError): number {
  const start = ({ nodes }: GraphQLError): number => nodes?.[0]?.loc?.start ?? 0;
  const indexes = ({ path = [] }: GraphQLError): number[] => path.filter((step) => typeof step === "number");
  const [here, there] = [indexes(one), indexes(other)];
  const differing = here.findIndex((index, place) => index !== there[place]);
  return start(one) - start(other) || (here[differing] ?? 0) - (there[differing] ?? 0);
}
