import { insertRows, type Values } from "../../database/write-rows.js";
import type { Tell } from "../../package/package-table.js";
import { FigureChange, type FigureChangeKind } from "./figure-change.entity.js";
import { NOT_SUPERSEDED } from "./observation.entity.js";

// Statements of the past, and those that were only known earlier than was thought, change nothing that is stated.
const isStated = ({ recordedUntil }: Values): boolean => recordedUntil === NOT_SUPERSEDED;

/** Records which figures a load has added, revised and superseded. */
export const tellFigures: Tell = async (manager, load, { inserted = [], changed = [], removed = [] }) => {
  const told = (kind: FigureChangeKind, rows: readonly Values[]): Values[] =>
    rows.map(({ slug, regionCode, indicatorCode, categoryCode }) => ({
      ...load,
      ...{ kind, slug, regionCode, indicatorCode, categoryCode },
    }));
  const changes = [
    ...told("ADDED", inserted.filter(isStated)),
    ...told("REVISED", changed.filter(isStated)),
    ...told("SUPERSEDED", removed),
  ];
  await insertRows(manager, FigureChange, changes);
  return changes.length;
};
