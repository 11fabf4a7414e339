import type { IndicatorRow } from "../../graph/answers.js";
import { Chart } from "../../parts/chart.js";
import { DataTable } from "../../parts/data-table.js";
import { Section } from "../../parts/shown.js";
import { useFormat, useWords } from "../../shell/language.js";
import { Link, pathTo } from "../../shell/route.js";
import { distributionPlot } from "./distribution-plot.js";

/** What is shown of a row: its value, else what is known of a part, which has no place among the others. */
const shownOf = ({ cells: [cell] }: IndicatorRow): number => cell?.value ?? cell?.partialValue ?? 0;
const isComplete = ({ cells: [cell] }: IndicatorRow): boolean => cell?.value != null;

/** How the values of one year are spread. */
export function Distribution({ unit, rows, title }: { unit: string; rows: IndicatorRow[]; title: string }) {
  const words = useWords();
  const format = useFormat();
  const whole = rows.filter(isComplete);
  if (whole.length < 3) return null;
  return (
    <Section id="distribution" title={words.indicator.distribution} lead={words.indicator.distributionLead}>
      <Chart
        label={`${words.indicator.distribution}: ${title}`}
        deps={[rows, words]}
        draw={(plot, width) =>
          distributionPlot(
            plot,
            width,
            whole,
            (value) => format.amount(value, unit),
            (value) => format.shortAmount(value, unit),
          )
        }
      />
    </Section>
  );
}

/** Regions from the highest value to the lowest, and below them those of which a part is known only. */
export function Ranking({ rows, unit }: { rows: IndicatorRow[]; unit: string }) {
  const words = useWords();
  const format = useFormat();
  const byValue = (one: IndicatorRow, other: IndicatorRow): number => shownOf(other) - shownOf(one);
  const whole = rows.filter(isComplete).toSorted(byValue);
  const partial = rows.filter((row) => !isComplete(row)).toSorted(byValue);
  const most = Math.max(...rows.map(shownOf));
  // Equal values share a place.
  const placeOf = (row: IndicatorRow): string =>
    isComplete(row) ? format.number(whole.findIndex((other) => shownOf(other) === shownOf(row)) + 1) : "–";
  return (
    <DataTable
      label={words.indicator.ranking}
      isWhole
      rows={[...whole, ...partial]}
      keyOf={({ region }, place) => region?.code ?? String(place)}
      columns={[
        { title: words.indicator.place, isNumber: true, cell: placeOf },
        {
          title: words.indicator.region,
          sortBy: ({ region }) => region?.officialName ?? null,
          cell: ({ region }) =>
            region && (
              <>
                <Link to={pathTo.region(region.code)}>{region.officialName}</Link>
                {region.code.length > 2 && <span className="muted small"> {region.parent?.name}</span>}
              </>
            ),
        },
        {
          title: words.indicator.value,
          sortBy: shownOf,
          isNumber: true,
          cell: (row) => (
            <>
              {!isComplete(row) && <span className="qualifier">{words.map.partial} </span>}
              {format.amount(shownOf(row), unit)}
            </>
          ),
        },
        {
          title: words.indicator.beside,
          cell: (row) => (
            <span className="bar inline" aria-hidden="true">
              <span style={{ width: `${(Math.max(0, shownOf(row)) / (most || 1)) * 100}%` }} />
            </span>
          ),
        },
      ]}
    />
  );
}
