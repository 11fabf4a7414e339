import { getNamedType, getNullableType, isCompositeType, isListType } from "graphql";
import { badUserInput, queryTooLarge } from "../errors.js";
import { columnsOf, inside, isConnection, prefixed, statisticColumns } from "./columns.js";
import type { ExportPlan } from "./operation.js";
import { wholeDocument } from "./paged-document.js";
import type { Selected } from "./selections.js";
import { rowsField, type Subject } from "./subject.js";

// Tables without pages: the field for how many rows they have in all, and how many they show at most.
const TABLES: Readonly<Record<string, { total: string; most: number }>> = {
  StatisticTable: { total: "totalRows", most: 5000 },
  CoverageRanking: { total: "comparableRegions", most: 500 },
};

/**
 * Plans the export of what is read at once: `rows` of a table, a list of objects, or an object: one row, or the
 * rows of its only list with its other fields beside each. Throws BAD_USER_INPUT when the field is none of these.
 */
export function planWhole(subject: Subject): ExportPlan {
  const [first] = subject.selected;
  const type = getNamedType(first?.field.type)?.name ?? "";
  if (TABLES[type]) return planTable(subject, type, TABLES[type]);
  return isList(subject.selected) ? planList(subject) : planObject(subject);
}

const isList = ([selected]: readonly Selected[]): boolean =>
  selected !== undefined &&
  isListType(getNullableType(selected.field.type)) &&
  isCompositeType(getNamedType(selected.field.type));

const isPaged = ([selected]: readonly Selected[]): boolean =>
  isConnection(getNamedType(selected?.field.type)?.name ?? "");

function planTable(
  subject: Subject,
  type: string,
  { total, most }: { total: string; most: number },
): ExportPlan {
  const { operation, args, key, selections, selected } = subject;
  const isLimited = selected[0]?.node.arguments?.some(({ name }) => name.value === "first") ?? false;
  const { key: rowsKey, rows } = rowsField(subject, ["rows"]);
  const { query, totalKey } = wholeDocument(
    subject,
    [...subject.fields().keys()],
    total,
    isLimited ? null : most,
  );
  return {
    name: subject.name,
    columns:
      type === "StatisticTable"
        ? statisticColumns(selections, rows, args.indicators as string[])
        : columnsOf(selections, rows),
    limit: isLimited ? (args.first as number) : null,
    after: null,
    operation: () => ({ ...operation, query }),
    read: (data) => {
      const table = data[key] as Record<string, unknown>;
      const shown = table[rowsKey] as object[];
      const all = table[totalKey] as number;
      if (!isLimited && all > shown.length)
        throw queryTooLarge(
          `The table has ${all} rows; an export of \`${subject.fieldName}\` has at most ${most}. Filter more, or set \`first\`.`,
        );
      return { rows: shown, total: null, next: null };
    },
  };
}

const UNPAGED = { limit: null, after: null };

function planList({ name, operation, key, selected, selections }: Subject): ExportPlan {
  return {
    ...UNPAGED,
    name,
    columns: columnsOf(selections, inside(selected)),
    operation: () => operation,
    read: (data) => ({ rows: (data[key] ?? []) as object[], total: null, next: null }),
  };
}

function planObject(subject: Subject): ExportPlan {
  const { name, operation, key, selections, fieldName } = subject;
  const fields = [...subject.fields()];
  const [list, ...more] = fields.filter(([, selected]) => isList(selected));
  if (fields.length === 0 || more.length > 0 || fields.some(([, selected]) => isPaged(selected)))
    throw badUserInput(
      `\`${fieldName}\` cannot be exported: only connections, \`statistics\`, \`coverageRanking\`, lists, and objects with at most one list and no connection can.`,
    );
  if (!list)
    return {
      ...UNPAGED,
      name,
      columns: columnsOf(selections, inside(subject.selected)),
      operation: () => operation,
      read: (data) => ({
        rows: [data[key] as object | null].filter((row) => row !== null),
        total: null,
        next: null,
      }),
    };
  const [listKey, selected] = list;
  const ofObject = columnsOf(selections, inside(subject.selected)).filter(({ path }) => path[0] !== listKey);
  const ofRow = columnsOf(selections, inside(selected), { name: listKey, path: [], type: "" });
  return {
    ...UNPAGED,
    name,
    columns: [...prefixed("object", ofObject), ...prefixed("row", ofRow)],
    operation: () => operation,
    read: (data) => {
      const object = data[key] as Record<string, unknown> | null;
      const rows = (object?.[listKey] ?? []) as object[];
      return { rows: rows.map((row) => ({ object, row })), total: null, next: null };
    },
  };
}
