import { OPERATOR } from "../../src/access/viewer.js";
import { allOf, run, sql } from "../../src/database/statement.js";
import { Node } from "../../src/graph/declare/node.js";
import { nodeTypes, tableIn, type RowClass } from "../../src/graph/declare/table.js";
import type { TestGraph } from "./graph.js";

/** A row of a type of node. */
export interface NodeSample {
  type: string;
  id: string;
  /** The name of the statement that reads rows of its table by key. */
  statement: string;
}

/** Up to two rows of every declared type of node; none of a type of which the database has none. */
export async function sampleNodes({ dataSource: db }: TestGraph): Promise<NodeSample[]> {
  const samples: NodeSample[] = [];
  for (const [name, { type, table }] of nodeTypes()) {
    const { typeBy, key, entity } = table;
    const rows = tableIn(db, type);
    const values = Object.entries(typeBy?.types ?? {}).filter(
      ([, other]: [string, RowClass]) => other === type,
    );
    const isInterface = typeBy !== undefined && values.length === 0;
    if (isInterface || !(type.prototype instanceof Node)) continue;
    const where = typeBy ? { [typeBy.property]: values.map(([value]) => value) } : {};
    const found = await run(
      db,
      "test.sampleNodes",
      sql`SELECT ${rows.columns("t")} FROM ${rows.name} t WHERE ${allOf(rows.conditions("t", where, null, OPERATOR))}
        ORDER BY ${rows.column("t", key)} LIMIT 2`,
    );
    for (const row of found) {
      const { id } = rows.instance(row) as Node;
      samples.push({ type: name, id, statement: `${entity.name} by ${key}` });
    }
  }
  return samples;
}

/** A global id as the graph writes it. */
export const globalId = (type: string, key: string): string => `${type}:${key}`;

/** The same id as the graph wrote it before, which it still reads. */
export const formerId = (type: string, key: string): string =>
  Buffer.from(globalId(type, key), "utf8").toString("base64url");
