import { getMetadataArgsStorage } from "typeorm";
import { storedRelations } from "../graph/declare/relation.js";
import { Node } from "../graph/declare/node.js";
import { hasTable, tableOf, type RowClass } from "../graph/declare/table.js";
import type { PackageTable } from "../package/package-table.js";

/** What the modules list. */
export interface Listed {
  entities: readonly RowClass[];
  packageTables: readonly PackageTable[];
}

/**
 * Throws when modules leave out something that would else be missed only when it is loaded, exported or asked for: faults
 * of the code, told at start.
 */
export function requireWhole(listed: Listed): void {
  const faults = [
    ...unlistedFaults(listed),
    ...listed.packageTables.flatMap((table, place) => [...tableFaults(table, place, listed)]),
    ...relationFaults(),
  ];
  if (faults.length > 0) throw new Error(`The modules are not whole:\n${faults.join("\n")}`);
}

function* unlistedFaults({ entities, packageTables }: Listed): Generator<string> {
  // By name: a process may hold the same sources twice, but TypeORM has one list.
  const names = new Set(entities.map(({ name }) => name));
  for (const name of new Set(getMetadataArgsStorage().tables.map(({ target }) => nameOf(target))))
    if (!names.has(name)) yield `No module lists the entity ${name}`;
  for (const entity of entities) {
    const isFilled = packageTables.some((table) => table.entity === entity);
    if (propertiesOf(entity).has("dataset") && !isFilled)
      yield `No module lists a package's table for ${entity.name}, whose rows belong to datasets`;
    if (entity.prototype instanceof Node && !hasTable(entity))
      yield `No table is declared for ${entity.name}`;
  }
}

function* tableFaults(
  { name, entity, properties, options }: PackageTable,
  place: number,
  { entities, packageTables }: Listed,
): Generator<string> {
  const table = `The package's table ${name}`;
  if (!entities.includes(entity)) yield `${table} fills ${entity.name}, which no module lists`;
  const stored = propertiesOf(entity);
  const unfilled = [...stored].filter((property) => !properties.has(property));
  if (unfilled.length > 0) yield `${table} has no column for ${entity.name}.${unfilled.join(", ")}`;
  const unstored = [...properties].filter((property) => !stored.has(property));
  if (unstored.length > 0) yield `${table} fills ${entity.name}.${unstored.join(", ")}, which is no column`;
  const earlier = packageTables.slice(0, place);
  if (earlier.some((other) => other.name === name)) yield `${table} is listed twice`;
  const late = packageTables
    .slice(place + 1)
    .filter((other) => targetsOf(entity).includes(other.entity) || options.refersTo?.includes(other.name));
  for (const other of late) yield `${table} is listed before ${other.name}, to which it refers`;
}

function* relationFaults(): Generator<string> {
  for (const { owner, name, target, by } of storedRelations()) {
    const field = `The relation ${owner.name}.${name}`;
    if (!hasTable(target())) {
      yield `${field} needs a table for ${target().name}, which none declares`;
      continue;
    }
    const stored = propertiesOf(tableOf(target()).entity);
    const missing = Object.keys(by).filter((property) => !stored.has(property));
    if (missing.length > 0) yield `${field} needs ${target().name}.${missing.join(", ")}, which is no column`;
    if (!hasTable(owner)) continue;
    // What is derived is of the class, and read from columns of its own.
    const own = propertiesOf(tableOf(owner).entity);
    const lacking = Object.values(by).filter(
      (property) => !own.has(property) && !(property in (owner.prototype as object)),
    );
    if (lacking.length > 0) yield `${field} needs ${owner.name}.${lacking.join(", ")}, which is no column`;
  }
}

/** The properties of an entity that are columns, its own and inherited ones. */
const propertiesOf = (entity: RowClass): ReadonlySet<string> =>
  new Set(
    getMetadataArgsStorage()
      .columns.filter(({ target }) => isOf(entity, target))
      .map(({ propertyName }) => propertyName),
  );

/** The entities to whose rows an entity's rows refer. */
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
