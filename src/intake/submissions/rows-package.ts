import { setImmediate as nextTurn } from "node:timers/promises";
import { batches, getOrMake } from "../../collections.js";
import { digest } from "../../package/digest.js";
import { readDescriptor, type Resource } from "../../transfer/package/descriptor.js";
import type { DataPackage, Row } from "../../transfer/package/package.js";
import { undescribedFields } from "../../transfer/package/undescribed-fields.js";
import { OPERATOR_SLUG } from "../../modules/submissions/submission.entity.js";
import type { SentRow } from "./sent-rows.js";

// After about so many rows, other requests get their turn.
const BATCH = 250;
const LONGEST_NAME = 80;

type SomeRow = Pick<SentRow, "place" | "table" | "cells">;

/** The name of the dataset of what a partner has sent in. */
function datasetOf(partner: string): string {
  if (partner === OPERATOR_SLUG) return "desk";
  const name = `partner ${partner}`;
  // A slug may be as long as a name.
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 23)} ${digest([partner])}`;
}

/** Rows as a data package that is checked and loaded as every other; a row's place is its line. */
export async function packageOf(
  partner: string,
  title: string,
  rows: readonly SomeRow[],
  dataFolder: string,
): Promise<DataPackage> {
  const tables = new Map<string, SomeRow[]>();
  for (const row of rows) getOrMake(tables, row.table, () => []).push(row);
  const resources = await schemasOf(dataFolder);
  return {
    about: { name: datasetOf(partner), title, licenses: [] },
    tables: [...tables].map(([table, own]) => {
      const resource = resources.get(table);
      if (!resource) throw new Error(`${dataFolder} describes no table ${table}`);
      return { resource, file: resource.path, sheet: null, batches: () => inTurns(resource, own) };
    }),
    digest: digest(rows.map(({ table, cells }) => JSON.stringify([table, cells]))),
  };
}

async function* inTurns({ schema }: Resource, rows: readonly SomeRow[]): AsyncGenerator<Row[]> {
  const empty = Object.fromEntries(schema.fields.map(({ name }) => [name, ""]));
  for (const batch of batches(rows, BATCH)) {
    yield batch.map(({ place, cells }) => ({ line: place, cells: { ...empty, ...cells } }));
    await nextTurn();
  }
}

const schemas = new Map<string, ReadonlyMap<string, Resource>>();

/** The table schemas of a data folder, with the columns that only partners fill. */
async function schemasOf(dataFolder: string): Promise<ReadonlyMap<string, Resource>> {
  const known = schemas.get(dataFolder);
  if (known) return known;
  const { descriptor } = await readDescriptor(dataFolder);
  const found = new Map(
    descriptor.resources.map((resource) => {
      const fields = [...resource.schema.fields, ...undescribedFields(resource).map(({ field }) => field)];
      return [resource.name, { ...resource, schema: { ...resource.schema, fields } }];
    }),
  );
  schemas.set(dataFolder, found);
  return found;
}
