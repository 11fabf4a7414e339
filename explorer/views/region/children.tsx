import type { Region } from "../../graph/region-answers.js";
import { DataTable } from "../../parts/data-table.js";
import { Section } from "../../parts/shown.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { Link, pathTo } from "../../shell/route.js";
import { ChildrenMap } from "./children-map.js";

/** The regions right below, with what is known of each. */
export function Children({ region }: { region: Region }) {
  const words = useWords();
  const format = useFormat();
  const children = (region.provinces ?? region.regions)?.nodes ?? [];
  if (children.length === 0) return null;
  return (
    <Section id="children" title={words.region.children}>
      {region.regions && <ChildrenMap province={region} parts={children} />}
      <DataTable
        label={words.region.children}
        rows={children}
        keyOf={({ code }) => code}
        columns={[
          { title: words.region.code, cell: ({ code }) => code, sortBy: ({ code }) => code },
          {
            title: words.indicator.region,
            sortBy: ({ officialName }) => officialName,
            cell: ({ code, officialName }) => <Link to={pathTo.region(code)}>{officialName}</Link>,
          },
          {
            title: words.map.columns.rate,
            isNumber: true,
            sortBy: ({ coverage: { rate } }) => rate?.value ?? null,
            cell: ({ coverage: { rate } }) =>
              rate && rate.value !== null ? format.percent(rate.value) : "–",
          },
          {
            title: words.map.columns.period,
            sortBy: ({ coverage: { period } }) => period?.end ?? null,
            cell: ({ coverage: { period } }) => period && format.period(period),
          },
          {
            title: words.map.columns.basis,
            cell: ({ coverage: { rate } }) => rate && wordFor(words.basis, rate.basis),
          },
        ]}
      />
    </Section>
  );
}
