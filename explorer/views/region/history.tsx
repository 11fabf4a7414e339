import type { Statement } from "../../graph/answers.js";
import { REGION_HISTORY } from "../../graph/operations.js";
import type { HistoryPoint } from "../../graph/region-answers.js";
import { useAnswer } from "../../graph/use-answer.js";
import { Chart } from "../../parts/chart.js";
import { DataTable } from "../../parts/data-table.js";
import { QueryBehind, Section, Shown } from "../../parts/shown.js";
import { SourcedStatement, SourceLink, usePublished } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { historyPlot, pointsOf } from "./history-plot.js";

const FROM = "2005-01-01";

/** How coverage changed: what the graph answers with, and what single sources print. */
export function History({ code }: { code: string }) {
  const words = useWords();
  const variables = { code, from: FROM };
  const answer = useAnswer(REGION_HISTORY, variables);
  return (
    <Section
      id="history"
      title={words.region.history}
      aside={<QueryBehind operation={REGION_HISTORY} variables={variables} />}
    >
      <Shown answer={answer}>
        {({ region }) => {
          const history = region?.coverageHistory ?? [];
          const statements = (region?.statements.nodes ?? []).filter(
            ({ valueStatus }) => valueStatus === "ACTUAL",
          );
          if (history.length === 0 && statements.length === 0)
            return <p className="muted">{words.region.noHistory}</p>;
          const title = `${words.region.history}: ${region?.officialName ?? code}`;
          return <Shows title={title} history={history} statements={statements} />;
        }}
      </Shown>
    </Section>
  );
}

function Shows({
  title,
  history,
  statements,
}: {
  title: string;
  history: HistoryPoint[];
  statements: Statement[];
}) {
  const words = useWords();
  const format = useFormat();
  const { points, breaks } = pointsOf(history);
  // A single point is no history, and is in the table.
  const isDrawn = points.length > 1 || statements.length > 1;
  return (
    <>
      {isDrawn && <p className="lead">{words.region.historyLead}</p>}
      {isDrawn && (
        <Chart
          title={title}
          label={`${words.region.history}: ${words.region.historyLead}`}
          deps={[history, statements, words]}
          draw={(plot, width) => historyPlot(plot, width, { history, statements, words, format })}
        />
      )}
      {breaks.length > 0 && (
        <p className="muted small">
          ┊ {words.region.break}: {breaks.map((day) => format.day(day)).join("; ")}
        </p>
      )}
      <details open={!isDrawn}>
        <summary>{words.table}</summary>
        <HistoryTable history={history.filter(({ rate }) => rate !== null)} count={points.length} />
        <StatementTable statements={statements} />
      </details>
    </>
  );
}

function HistoryTable({ history }: { history: HistoryPoint[]; count: number }) {
  const words = useWords();
  const format = useFormat();
  const share = (value: number | null | undefined): string =>
    value === null || value === undefined ? "–" : format.percent(value);
  return (
    <DataTable
      label={words.region.history}
      rows={history}
      keyOf={(_, place) => String(place)}
      columns={[
        {
          title: words.region.about,
          cell: ({ period, isBreak }) => period && `${isBreak ? "┊ " : ""}${format.period(period)}`,
        },
        { title: words.map.columns.rate, isNumber: true, cell: ({ rate }) => share(rate?.value) },
        { title: words.region.published, isNumber: true, cell: ({ rate }) => share(rate?.published) },
        { title: words.region.derived, isNumber: true, cell: ({ rate }) => share(rate?.derived) },
        {
          title: words.region.baseOf,
          cell: ({ rate }) => (rate?.denominator ? format.name(rate.denominator) : words.region.baseUnknown),
        },
        {
          title: words.source.title,
          cell: ({ rate }) =>
            rate?.observation ? (
              <SourceLink source={rate.observation.source} />
            ) : (
              rate && wordFor(words.basis, rate.basis)
            ),
        },
      ]}
    />
  );
}

/** Statements of single sources, each with what it says and where. */
function StatementTable({ statements }: { statements: Statement[] }) {
  const words = useWords();
  const format = useFormat();
  return (
    <DataTable
      label={words.conflicts.statements}
      rows={statements}
      keyOf={({ id }) => id}
      columns={[
        { title: words.indicator.name, cell: ({ indicator }) => format.name(indicator) },
        {
          title: words.statement.value,
          isNumber: true,
          cell: (statement) => <SourcedStatement statement={statement} />,
        },
        { title: words.statement.period, cell: ({ period }) => format.period(period) },
        { title: words.statement.by, cell: ({ attributedTo }) => <span lang="en">{attributedTo}</span> },
        { title: words.statement.source, cell: ({ source }) => <SourceLink source={source} /> },
        { title: words.source.published, cell: ({ source }) => <Published source={source} /> },
      ]}
    />
  );
}

function Published({ source }: { source: Statement["source"] }) {
  return usePublished(source);
}
