import type { MapRegion } from "../graph/answers.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { Link, pathTo } from "../shell/route.js";
import { DataTable } from "./data-table.js";
import { shadeOf } from "./map-classes.js";

/** A rate with the word that says how exact it is. */
export const qualified = (words: Record<string, string>, qualifier: string): string =>
  qualifier === "EXACT" ? "" : `${wordFor(words, qualifier)} `;

/** The rates of the map, the highest first. */
export function MapTable({ regions, on }: { regions: MapRegion[]; on: string }) {
  const words = useWords();
  const format = useFormat();
  const { columns, title } = words.map;
  const rateOf = ({ coverage }: MapRegion): number => coverage.rate?.value ?? -1;
  return (
    <details>
      <summary>{words.table}</summary>
      <DataTable
        label={title}
        rows={regions.toSorted((one, other) => rateOf(other) - rateOf(one))}
        keyOf={({ code }) => code}
        columns={[
          {
            title: columns.province,
            sortBy: ({ name }) => name,
            cell: ({ code, name }) => <Link to={pathTo.region(code)}>{name}</Link>,
          },
          {
            title: columns.rate,
            isNumber: true,
            sortBy: ({ coverage: { rate } }) => rate?.value ?? null,
            cell: ({ coverage: { rate } }) =>
              rate && rate.value !== null
                ? qualified(words.qualifier, rate.qualifier) + format.percent(rate.value)
                : words.map.missing,
          },
          {
            title: columns.period,
            sortBy: ({ coverage: { period } }) => period?.end ?? null,
            cell: (region) => {
              const { period } = region.coverage;
              const { kind } = shadeOf(region, on);
              const reserve = kind === "stale" || kind === "otherBase" ? ` (${words.map[kind]})` : "";
              return period && `${format.period(period)}${reserve}`;
            },
          },
          {
            title: columns.basis,
            cell: ({ coverage: { rate } }) => rate && wordFor(words.basis, rate.basis),
          },
        ]}
      />
    </details>
  );
}
