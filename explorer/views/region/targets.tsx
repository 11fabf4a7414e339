import type { Statement } from "../../graph/answers.js";
import type { Target } from "../../graph/region-answers.js";
import { DataTable } from "../../parts/data-table.js";
import { SourcedStatement } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";

/** Targets of coverage beside what was reached, and all other targets and plans. */
export function Targets({ targets, statements }: { targets: Target[]; statements: Statement[] }) {
  const words = useWords();
  const measured = new Set(targets.map(({ observation }) => observation.id));
  const others = statements.filter(({ id }) => !measured.has(id));
  if (targets.length === 0 && others.length === 0) return <p className="muted">{words.region.noTargets}</p>;
  return (
    <>
      {targets.length > 0 && <CoverageTargets targets={targets} />}
      {others.length > 0 && <OtherTargets statements={others} />}
    </>
  );
}

function CoverageTargets({ targets }: { targets: Target[] }) {
  const words = useWords();
  const format = useFormat();
  const { region } = words;
  const reached = (isReached: boolean | null) =>
    isReached === null ? "?" : isReached ? <span className="good">{region.yes}</span> : region.no;
  return (
    <DataTable
      label={region.targets}
      rows={targets}
      keyOf={({ observation }) => observation.id}
      columns={[
        {
          title: region.funnel.target,
          isNumber: true,
          cell: ({ observation }) => <SourcedStatement statement={observation} />,
        },
        { title: region.dueOn, cell: ({ dueOn }) => format.day(dueOn) },
        { title: region.setBy, cell: ({ setBy }) => <span lang="en">{setBy}</span> },
        {
          title: region.latest,
          isNumber: true,
          cell: ({ latest }) =>
            latest && latest.value !== null
              ? `${wordFor(words.qualifier, latest.qualifier)} ${format.percent(latest.value)}`.trim()
              : "–",
        },
        {
          title: region.gap,
          isNumber: true,
          cell: ({ gapPoints }) =>
            gapPoints === null ? "–" : `${format.number(gapPoints)} ${region.points}`,
        },
        {
          title: `${region.gap}, ${wordFor(words.unit, "PERSONS")}`,
          isNumber: true,
          cell: ({ gapWorkers }) => (gapWorkers === null ? "–" : format.number(gapWorkers)),
        },
        { title: region.reached, cell: (target) => reached(target.reached) },
      ]}
    />
  );
}

function OtherTargets({ statements }: { statements: Statement[] }) {
  const words = useWords();
  const format = useFormat();
  return (
    <DataTable
      label={words.region.otherTargets}
      rows={statements}
      keyOf={({ id }) => id}
      columns={[
        { title: words.indicator.name, cell: ({ indicator }) => format.name(indicator) },
        { title: words.region.group, cell: ({ category }) => category && format.name(category) },
        {
          title: words.statement.value,
          isNumber: true,
          cell: (statement) => <SourcedStatement statement={statement} />,
        },
        { title: words.statement.period, cell: ({ period }) => format.period(period) },
        { title: words.region.status, cell: ({ valueStatus }) => wordFor(words.valueStatus, valueStatus) },
        { title: words.statement.by, cell: ({ attributedTo }) => <span lang="en">{attributedTo}</span> },
      ]}
    />
  );
}
