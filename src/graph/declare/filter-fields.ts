import { badUserInput } from "../../errors.js";
import {
  DateFilter,
  FloatFilter,
  IntFilter,
  MonthFilter,
  StringFilter,
  enumFilter,
  negatedToSql,
  operatorsToSql,
} from "./operators.js";
import { both, FREE } from "./filter-cost.js";
import type { Vocabulary } from "./codes.js";
import {
  codesIn,
  fieldsAbout,
  filterOf,
  heldBy,
  isAbout,
  namesOf,
  spokenOf,
  type FilterField,
  type Link,
} from "./filter.js";
import type { StoredRelation } from "./relation-type.js";
import { allOf, not, sql } from "../../database/statement.js";

/** A condition on a text column. */
export const text = (property: string, description: string): FilterField =>
  column(StringFilter, property, description);
interface TextOperators {
  contains?: string;
  startsWith?: string;
}

/** A condition on a code of a small vocabulary: one that it does not have is refused, since it is misspelt. */
export const code = (property: string, vocabulary: Vocabulary, description: string): FilterField => ({
  ...column(StringFilter, property, description),
  // Texts are searched for in the vocabulary, which is smaller.
  toSql: ({ contains, startsWith, ...compared }: TextOperators, place) => {
    const plain = operatorsToSql(place.column(property), compared, place.path);
    return contains === undefined && startsWith === undefined
      ? plain
      : allOf([plain, place.named(property, vocabulary, { contains, startsWith })]);
  },
  codes: ({ eq, ne, in: among = [] }: { eq?: string; ne?: string; in?: string[] }) =>
    [eq, ne, ...among].flatMap((code) => (code === undefined ? [] : { vocabulary, code })),
});
/** A condition on a whole number. */
export const integer = (property: string, description: string): FilterField =>
  column(IntFilter, property, description);
/** A condition on a number. */
export const decimal = (property: string, description: string): FilterField =>
  column(FloatFilter, property, description);
/** A condition on a day. */
export const day = (property: string, description: string): FilterField =>
  column(DateFilter, property, description);
/** A condition on a month. */
export const month = (property: string, description: string): FilterField =>
  column(MonthFilter, property, description);
/**
 * A condition on a date of which only the month or year may be known, kept as the first and last day that it may mean: it
 * holds when it does for each of these days.
 */
export const partialDay = (from: string, until: string, description: string): FilterField => ({
  description: `${description.replace(/\.$/, "")}; a month or year matches when all of its days do.`,
  type: DateFilter,
  toSql: (operators: object, place) =>
    allOf([
      operatorsToSql(place.column(from), among(operators, OF_FIRST_DAY), place.path),
      operatorsToSql(place.column(until), among(operators, OF_LAST_DAY), place.path),
    ]),
  cost: (operators: object, pricer) => pricer.operators(from, operators),
});

const OF_FIRST_DAY = ["eq", "gt", "gte", "isNull"];
const OF_LAST_DAY = ["eq", "lt", "lte"];

const among = (operators: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(operators).filter(([name]) => names.includes(name)));

/** A condition on an enum column. */
export const choice = (property: string, enumeration: object, description: string): FilterField =>
  column(enumFilter(enumeration), property, description);

/** A condition on a boolean column. */
export const flag = (property: string, description: string): FilterField => ({
  description,
  type: () => Boolean,
  toSql: (operand: boolean, place) => sql`${place.column(property)} = ${operand}`,
});

/** A condition on the one row that a relation leads to. */
export const via = (relation: StoredRelation, description: string): FilterField => ({
  description,
  type: () => filterOf(relation.target()).type,
  ofRow: () => relation.target(),
  toSql: (operand: object, place) => {
    const row = place.exists(relation, operand);
    if (place.isOfKey(relation, operand)) return row;
    // Without what it says of the key, engines may not see that they can begin at the key.
    const [key = ""] = Object.keys(relation.by);
    const ofKey = fieldsAbout(relation.target(), operand, key);
    return allOf([...ofKey.map((toSql) => place.keyed(relation, toSql)), row]);
  },
  holds: (operand: object) => {
    const [[key, column] = ["", ""]] = Object.entries(relation.by);
    const { properties, isAll } = heldBy(relation.target(), operand);
    return isAll && properties.join() === key ? column : null;
  },
  about: (operand: object) => {
    const [[key, column] = ["", ""], ...others] = Object.entries(relation.by);
    return others.length === 0 && isAbout(relation.target(), operand, key) ? column : null;
  },
  bounds: (operand: object) => (spokenOf(relation.target(), operand)?.bounded.length ?? 0) > 0,
  codes: (operand: object, depth) => codesIn(relation.target(), operand, depth),
  cost: (operand: object, pricer) => pricer.related(relation, (target) => target.price(operand)),
});

const RANGES = ["gt", "gte", "lt", "lte"];
const BOUNDS = ["eq", "in", ...RANGES];
const BOUND_OTHERS = ["ne", "not", ...RANGES];

const isEquality = (operators: object): boolean => namesOf(operators).join() === "eq";

/** A condition on a column of the one row that a relation leads to. */
export const through = (relation: StoredRelation, field: FilterField): FilterField => ({
  description: field.description,
  type: field.type,
  ...(field.scope && { scope: field.scope }),
  ...(field.codes && { codes: field.codes }),
  toSql: (operand, place) => place.related(relation, (target) => field.toSql(operand, target)),
  cost: (operand, pricer) => pricer.related(relation, (target) => field.cost?.(operand, target) ?? FREE),
});

/** Conditions on the rows that a relation leads to: some, none or every one of them. */
export const some = (relation: StoredRelation, description: string): FilterField => ({
  description,
  type: () => filterOf(relation.target()).listType,
  toSql: (operand: { some?: object | null; none?: object | null; every?: object | null }, place) => {
    const { some, none, every } = operand;
    for (const [name, filter] of Object.entries({ some, none, every })) {
      if (filter === null)
        throw badUserInput(`${place.path}.${name} is null. Leave it out, or use \`{}\` to match every row.`);
    }
    return allOf([
      ...(some ? [place.exists(relation, some)] : []),
      ...(none ? [sql`NOT ${place.exists(relation, none)}`] : []),
      ...(every ? [sql`NOT ${place.exists(relation, every, not)}`] : []),
    ]);
  },
  codes: (operand: object, depth) =>
    Object.values(operand).flatMap((filter: object | null | undefined) =>
      filter ? [...codesIn(relation.target(), filter, depth)] : [],
    ),
  cost: (operand: object, pricer) =>
    (Object.values(operand) as unknown[])
      .map((filter) => (filter ? pricer.listed(relation, filter) : FREE))
      .reduce(both, FREE),
});

/** Conditions on a linked row, as it is or was: that there is one that meets all of them. */
export const linked = (link: Link, description: string): FilterField => ({
  description,
  type: () => filterOf(link.relation.target()).type,
  codes: (operand: object, depth) => codesIn(link.relation.target(), operand, depth),
  toSql: (operand: object, place) => place.linked(link, operand),
  cost: (operand: object, pricer) => pricer.listed(link.relation, operand),
});

function column(type: () => object, property: string, description: string): FilterField {
  return {
    description,
    type,
    property,
    holds: (operators: object) => (isEquality(operators) ? property : null),
    ranges: (operators: object) =>
      namesOf(operators).every((name) => RANGES.includes(name)) ? property : null,
    bounds: (operators: { isNull?: boolean }) =>
      operators.isNull === true || namesOf(operators).some((name) => BOUNDS.includes(name)),
    boundsOthers: (operators: object) => namesOf(operators).every((name) => BOUND_OTHERS.includes(name)),
    toSql: (operators: object, place) => operatorsToSql(place.column(property), operators, place.path),
    negated: (operators: object, place) =>
      negatedToSql(place.column(property), operators, place.isNullable(property)),
    cost: (operators: object, pricer) => pricer.operators(property, operators),
  };
}
