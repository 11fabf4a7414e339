import { getMetadataArgsStorage } from "typeorm";
import { storedRelations } from "../graph/declare/relation.js";
import { Node } from "../graph/declare/node.js";
import { hasTable, tableOf, type RowClass } from "../graph/declare/table.js";
import type { PackageTable } from "../package/package-table.js";

/** The entities and package tables of all modules. */
export interface Listed {
  entities: readonly RowClass[];
  packageTables: readonly PackageTable[];
}

/**
 * Throws when the modules do not list every entity, package table and relation target. Such a mistake in the code would
 * otherwise show only when the data is loaded, exported or queried.
 */
export function requireWhole(listed: Listed): void {
  const faults = [
    ...unlistedFaults(listed),
    ...listed.packageTables.flatMap((table, place) => [...tableFaults(table, place, listed)]),
    ...relationFaults(),
  ];
  if (faults.length > 0) throw new Error(`The modules are incomplete:\n${faults.join("\n")}`);
}

function* unlistedFaults({ entities, packageTables }: Listed): Generator<string> {
  // Compared by name: the same file may be imported twice in a process, but TypeORM has only one list.
  const names = new Set(entities.map(({ name }) => name));
  for (const name of new Set(getMetadataArgsStorage().tables.map(({ target }) => nameOf(target))))
    if (!names.has(name)) yield `No module lists the entity ${name}`;
  for (const entity of entities) {
    const isFilled = packageTables.some((table) => table.entity === entity);
    if (propertiesOf(entity).has("dataset") && !isFilled)
      yield `No module lists a package table for ${entity.name}, whose rows belong to datasets`;
    if (entity.prototype instanceof Node && !hasTable(entity))
      yield `No table is declared for ${entity.name}`;
  }
}

function* tableFaults(
  { name, entity, properties, options }: PackageTable,
  place: number,
  { entities, packageTables }: Listed,
): Generator<string> {
  const table = `The package table ${name}`;
  if (!entities.includes(entity)) yield `${table} fills ${entity.name}, which no module lists`;
  const stored = propertiesOf(entity);
  const unfilled = [...stored].filter((property) => !properties.has(property));
  if (unfilled.length > 0) yield `${table} has no column for ${entity.name}.${unfilled.join(", ")}`;
  const unstored = [...properties].filter((property) => !stored.has(property));
  if (unstored.length > 0)
    yield `${table} fills ${entity.name}.${unstored.join(", ")}, which is not a column`;
  const earlier = packageTables.slice(0, place);
  if (earlier.some((other) => other.name === name)) yield `${table} is listed twice`;
  const late = packageTables
    .slice(place + 1)
    .filter((other) => targetsOf(entity).includes(other.entity) || options.refersTo?.includes(other.name));
  for (const other of late) yield `${table} is listed before ${other.name}, which it refers to`;
}

function* relationFaults(): Generator<string> {
  for (const { owner, name, target, by } of storedRelations()) {
    const field = `The relation ${owner.name}.${name}`;
    if (!hasTable(target())) {
      yield `${field} needs a table for ${target().name}, but none is declared`;
      continue;
    }
    const stored = propertiesOf(tableOf(target()).entity);
    const missing = Object.keys(by).filter((property) => !stored.has(property));
    if (missing.length > 0)
      yield `${field} needs ${target().name}.${missing.join(", ")}, which is not a column`;
    if (!hasTable(owner)) continue;
    // A derived property is a getter of the class.
    const own = propertiesOf(tableOf(owner).entity);
    const lacking = Object.values(by).filter(
      (property) => !own.has(property) && !(property in (owner.prototype as object)),
    );
    if (lacking.length > 0) yield `${field} needs ${owner.name}.${lacking.join(", ")}, which is not a column`;
  }
}

/** The properties of an entity that are columns, including inherited ones. */
const propertiesOf = (entity: RowClass): ReadonlySet<string> =>
  new Set(
    getMetadataArgsStorage()
      .columns.filter(({ target }) => isOf(entity, target))
      .map(({ propertyName }) => propertyName),
  );

/** The entities that an entity refers to by foreign keys. */
const targetsOf = (entity: RowClass): unknown[] =>
  getMetadataArgsStorage()
    .foreignKeys.filter(({ target }) => isOf(entity, target))
    .map(({ type }) => (typeof type === "function" ? (type as () => unknown)() : type));

type Target = string | { name: string; prototype?: object };

const isOf = (entity: RowClass, target: Target): boolean =>
  typeof target !== "string" &&
  (target === entity ||
    Object.prototype.isPrototypeOf.call(target.prototype ?? {}, entity.prototype as object));

const nameOf = (target: Target): string => (typeof target === "string" ? target : target.name);
