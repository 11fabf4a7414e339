import type { EntityManager } from "typeorm";
import { id, join, run, runPlain, sql } from "../../database/statement.js";
import { BATCH, type Values } from "../../database/write-rows.js";
import type { History } from "../../package/package-table.js";
import { NOT_SUPERSEDED, Observation } from "./observation.entity.js";

/** What a load has done to statements, told by the instants that these keep. */
export const observationHistory: History = {
  async recordedBy(manager, at) {
    const rows = await runPlain(
      manager,
      "observations.recordedBy",
      sql`SELECT t.slug, t.superseded_at FROM observations t WHERE t.recorded_at = ${at}`,
    );
    const standing = rows.filter(([, until]) => until === NOT_SUPERSEDED);
    return {
      recorded: new Set(standing.map(([slug]) => String(slug))),
      changedLater: rows.length - standing.length,
    };
  },

  async *replacedBy(manager, at) {
    const columns = columnsOf(manager);
    for (let last = 0, more = true; more;) {
      const rows = await run(
        manager,
        "observations.replacedBy",
        sql`SELECT ${join(columns)} FROM observations t
          WHERE t.superseded_at = ${at} AND t.id > ${last} AND NOT EXISTS (SELECT 1 FROM observations o
            WHERE o.slug = t.slug AND (o.recorded_at > ${at} OR (o.recorded_at = ${at} AND o.superseded_at <> ${NOT_SUPERSEDED})))
          ORDER BY t.id LIMIT ${BATCH}`,
      );
      if (rows.length > 0) yield rows.map(withoutNumber);
      last = Number(rows.at(-1)?.rowId ?? last);
      more = rows.length === BATCH;
    }
  },

  async forgetWithheld(manager, at) {
    await run(
      manager,
      "embargo.forgetBrought",
      sql`DELETE FROM embargoed_observations WHERE statement LIKE ${`%"recordedAt":"${at}"%`}`,
    );
  },
};

// A statement that stands again is a new row.
function withoutNumber(row: Values): Values {
  const values = { ...row };
  delete values.rowId;
  return values;
}

const columnsOf = (manager: EntityManager): ReturnType<typeof sql>[] =>
  manager.dataSource
    .getMetadata(Observation)
    .columns.map(({ databaseName, propertyName }) => sql`t.${id(databaseName)} AS ${id(propertyName)}`);
