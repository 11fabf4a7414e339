import type { Indicator, IndicatorRow } from "../../graph/answers.js";
import { INDICATOR } from "../../graph/operations.js";
import { useAnswer } from "../../graph/use-answer.js";
import { Chart } from "../../parts/chart.js";
import { DataTable } from "../../parts/data-table.js";
import { QueryBehind, Section, Shown } from "../../parts/shown.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { Link, pathTo } from "../../shell/route.js";
import { distributionPlot } from "./distribution-plot.js";

/** Regions of one level and year by an indicator, and how its values are spread. */
export function Ranking({
  indicator,
  level,
  filter,
}: {
  indicator: Indicator;
  level: string;
  filter: Record<string, unknown>;
}) {
  const words = useWords();
  const variables = { code: indicator.code, filter };
  const answer = useAnswer(INDICATOR, variables);
  const query = <QueryBehind operation={INDICATOR} variables={variables} />;
  return (
    <Shown answer={answer}>
      {({ statistics }) => {
        const rows = statistics.rows.filter(({ cells: [cell] }) => cell && cell.value !== null);
        if (rows.length === 0) return <p className="muted">{words.indicator.none}</p>;
        return (
          <>
            <Distribution rows={rows} indicator={indicator} />
            <Section
              id="ranking"
              title={`${words.indicator.ranking}: ${wordFor(words.level, level)}`}
              aside={query}
            >
              <RankingTable rows={rows} unit={indicator.unit} />
            </Section>
          </>
        );
      }}
    </Shown>
  );
}

function Distribution({ rows, indicator }: { rows: IndicatorRow[]; indicator: Indicator }) {
  const words = useWords();
  const format = useFormat();
  if (rows.length < 3) return null;
  return (
    <Section id="distribution" title={words.indicator.distribution} lead={words.indicator.distributionLead}>
      <Chart
        label={`${words.indicator.distribution}: ${format.name(indicator)}`}
        deps={[rows, words]}
        draw={(plot, width) =>
          distributionPlot(plot, width, rows, (value) => format.amount(value, indicator.unit))
        }
      />
    </Section>
  );
}

function RankingTable({ rows, unit }: { rows: IndicatorRow[]; unit: string }) {
  const words = useWords();
  const format = useFormat();
  const valueOf = (row: IndicatorRow): number => row.cells[0]?.value ?? 0;
  const most = Math.max(...rows.map(valueOf));
  // Equal values share a place.
  const places = new Map(
    rows.map((row) => [row, rows.findIndex((other) => valueOf(other) === valueOf(row)) + 1]),
  );
  return (
    <DataTable
      label={words.indicator.ranking}
      isWhole
      rows={rows}
      keyOf={({ region }, place) => region?.code ?? String(place)}
      columns={[
        { title: words.indicator.place, isNumber: true, cell: (row) => format.number(places.get(row) ?? 0) },
        {
          title: words.indicator.region,
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
          isNumber: true,
          cell: (row) => format.amount(valueOf(row), unit),
        },
        {
          title: words.indicator.beside,
          cell: (row) => (
            <span className="bar inline" aria-hidden="true">
              <span style={{ width: `${(Math.max(0, valueOf(row)) / (most || 1)) * 100}%` }} />
            </span>
          ),
        },
      ]}
    />
  );
}
