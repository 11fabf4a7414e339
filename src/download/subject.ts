import type { FragmentDefinitionNode, OperationDefinitionNode } from "graphql";
import { badUserInput } from "../errors.js";
import { argumentsOf } from "../graph/plan/arguments.js";
import { inside } from "./columns.js";
import type { Operation } from "./operation.js";
import type { ExportedField } from "./paged-document.js";
import type { Selected, SelectionOf, Selections } from "./selections.js";

/** The root field of an operation, with the operation and its fragments. */
export class Subject implements ExportedField {
  readonly key: string;
  readonly selected: readonly Selected[];
  readonly fieldName: string;
  readonly args: Record<string, unknown>;

  constructor(
    readonly operation: Operation,
    readonly definition: OperationDefinitionNode,
    readonly fragments: readonly FragmentDefinitionNode[],
    readonly selections: Selections,
    [key, selected]: [string, Selected[]],
  ) {
    const [first] = selected;
    this.key = key;
    this.selected = selected;
    this.fieldName = first?.field.name ?? key;
    this.args = first ? argumentsOf(first.field, first.node, selections.variables) : {};
  }

  get name(): string {
    return this.definition.name?.value ?? this.key;
  }

  /** The fields selected of the list itself, by response key. */
  fields(): Map<string, Selected[]> {
    return this.selections.fields(inside(this.selected));
  }
}

/**
 * The only selected field among those named, with its response key. Throws BAD_USER_INPUT unless there is exactly one.
 */
export function rowsField(subject: Subject, names: readonly string[]): { key: string; rows: SelectionOf[] } {
  const found = [...subject.fields()].filter(([, [selected]]) => names.includes(selected?.field.name ?? ""));
  const [field] = found;
  if (!field || found.length > 1) {
    const choice = names.map((name) => `\`${name}\``).join(" or ");
    throw badUserInput(`Select the rows to export once, in ${choice} of \`${subject.fieldName}\`.`);
  }
  return { key: field[0], rows: inside(field[1]) };
}
