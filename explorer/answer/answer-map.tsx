import { useState } from "react";
import { limitsOf, placeAmong } from "../parts/map-classes.js";
import { MapLegend, useLegend } from "../parts/map-legend.js";
import { RegionMap } from "../parts/region-map.js";
import { tiles } from "../parts/tile-layout.js";
import { useFormat, useWords } from "../shell/language.js";
import { ColumnChoice, writer } from "./answer-chart.js";
import { firstNumber, nameColumn, numericColumns, provinceColumn, type Rows } from "./rows.js";

/** One number of each province. */
export function AnswerMap({ list }: { list: Rows }) {
  const { explorer } = useWords();
  const numbers = numericColumns(list);
  const [chosen, setChosen] = useState<string | null>(null);
  const column = chosen ?? firstNumber(numbers);
  const code = provinceColumn(list);
  if (column === undefined || code === null) return <p className="answer-none">{explorer.noMap}</p>;
  return (
    <>
      <ColumnChoice column={column} columns={numbers} choose={setChosen} />
      <MapOf list={list} column={column} code={code} />
    </>
  );
}

function MapOf({ list, column, code }: { list: Rows; column: string; code: string }) {
  const { explorer, map } = useWords();
  const format = useFormat();
  const write = writer(list.rows, column, format);
  const values = new Map(
    list.rows.flatMap((row) => {
      const value = row[column];
      return typeof value === "number" ? [[String(row[code]), value] as const] : [];
    }),
  );
  const limits = limitsOf([...values.values()]);
  const name = nameColumn(list, []);
  const names = new Map(list.rows.map((row) => [String(row[code]), name === null ? "" : String(row[name])]));
  const legend = useLegend(limits, write, ["missing"]);
  return (
    <div className="content">
      <RegionMap
        label={`${explorer.map}: ${column}`}
        title={column}
        legend={legend}
        places={tiles.map((tile) => {
          const value = values.get(tile.code);
          const called = names.get(tile.code) ?? tile.letters;
          return value === undefined
            ? { code: tile.code, shade: { kind: "missing" }, said: `${called}: ${map.missing}` }
            : {
                code: tile.code,
                shade: { kind: "value", place: placeAmong(value, limits) },
                said: `${called}: ${write(value)}`,
              };
        })}
      />
      <MapLegend entries={legend} />
    </div>
  );
}
