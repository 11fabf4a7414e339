import type { Statement } from "../../graph/answers.js";
import { REGION_GROUPS } from "../../graph/operations.js";
import type { Cohort, Tariff } from "../../graph/region-answers.js";
import { useAnswer } from "../../graph/use-answer.js";
import { DataTable } from "../../parts/data-table.js";
import { QueryBehind, Section, Shown } from "../../parts/shown.js";
import { SourcedFigure, SourcedStatement, SourceLink } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { Funnel } from "./funnel.js";
import { Targets } from "./targets.js";

/** Groups of workers, money for them, and what is aimed at. */
export function Groups({ code }: { code: string }) {
  const words = useWords();
  const variables = { code };
  const answer = useAnswer(REGION_GROUPS, variables);
  const query = <QueryBehind operation={REGION_GROUPS} variables={variables} />;
  return (
    <Shown answer={answer}>
      {({ region, tariffs }) =>
        region && (
          <>
            <Section id="groups" title={words.region.groups} aside={query}>
              <Cohorts cohorts={region.workerCohorts.nodes} />
            </Section>
            <Section id="money" title={words.region.money} aside={query}>
              <Money statements={region.money.nodes} tariff={minimumOf(tariffs)} />
            </Section>
            <Section id="targets" title={words.region.targets} aside={query}>
              <Targets targets={region.coverageTargets} statements={region.targets.nodes} />
            </Section>
          </>
        )
      }
    </Shown>
  );
}

function Cohorts({ cohorts }: { cohorts: Cohort[] }) {
  const words = useWords();
  const format = useFormat();
  if (cohorts.length === 0) return <p className="muted">{words.region.noGroups}</p>;
  const { funnel } = words.region;
  const label = ({ category }: Cohort, stage: string): string => `${format.name(category)}: ${stage}`;
  return (
    <>
      <p className="lead">{words.region.groupsLead}</p>
      <div className="cards">
        {cohorts.filter(hasSteps).map((cohort) => (
          <Funnel key={cohort.id} cohort={cohort} />
        ))}
      </div>
      <DataTable
        label={words.region.groups}
        rows={cohorts}
        keyOf={({ id }) => id}
        columns={[
          { title: words.region.group, cell: ({ category }) => format.name(category) },
          { title: words.region.status, cell: ({ status }) => wordFor(words.cohortStatus, status) },
          {
            title: funnel.registered,
            isNumber: true,
            cell: (row) => (
              <SourcedFigure figure={row.registeredWorkers} label={label(row, funnel.registered)} />
            ),
          },
          {
            title: funnel.protected,
            isNumber: true,
            cell: (row) => (
              <SourcedFigure figure={row.protectedWorkers} label={label(row, funnel.protected)} />
            ),
          },
          {
            title: funnel.target,
            isNumber: true,
            cell: (row) => <SourcedFigure figure={row.targetWorkers} label={label(row, funnel.target)} />,
          },
          { title: words.region.payer, cell: ({ funding }) => wordFor(words.funding, funding) },
          { title: words.region.programmes, cell: ({ programmes }) => programmes.join(", ") },
          {
            title: words.region.since,
            cell: ({ since, sinceText }) => (since ? format.day(since) : sinceText),
          },
        ]}
      />
    </>
  );
}

const hasSteps = ({ registeredWorkers, verifiedWorkers, protectedWorkers, targetWorkers }: Cohort): boolean =>
  [registeredWorkers, verifiedWorkers, protectedWorkers, targetWorkers].filter(
    (figure) => figure !== null && figure.value !== null,
  ).length > 1;

/** The monthly minimum of JKK and JKM for workers without an employer; undefined where none is in force. */
const minimumOf = (tariffs: Tariff[]): Tariff | undefined =>
  tariffs.find(
    ({ segment, programmes, amount }) =>
      segment === "BPU" && amount !== null && [...programmes].sort().join() === "JKK,JKM",
  );

const MONTHS_OF_YEAR = 12;

function Money({ statements, tariff }: { statements: Statement[]; tariff: Tariff | undefined }) {
  const words = useWords();
  const format = useFormat();
  const amounts = statements.filter(({ unit }) => unit === "IDR");
  if (amounts.length === 0) return <p className="muted">{words.region.noMoney}</p>;
  const minimum = tariff?.amount ?? null;
  const enoughFor = (value: number | null): string =>
    value === null || minimum === null ? "" : format.number(Math.floor(value / minimum / MONTHS_OF_YEAR));
  return (
    <>
      {tariff && minimum !== null && (
        <p className="lead">
          {words.region.moneyLead(format.amount(minimum, "IDR"))} (<SourceLink source={tariff.source} />)
        </p>
      )}
      <DataTable
        label={words.region.money}
        rows={amounts}
        keyOf={({ id }) => id}
        columns={[
          { title: words.indicator.name, cell: ({ indicator }) => format.name(indicator) },
          { title: words.region.group, cell: ({ category }) => category && format.name(category) },
          { title: words.statement.period, cell: ({ period }) => format.period(period) },
          {
            title: words.statement.value,
            isNumber: true,
            cell: (statement) => <SourcedStatement statement={statement} />,
          },
          { title: words.region.status, cell: ({ valueStatus }) => wordFor(words.valueStatus, valueStatus) },
          { title: words.region.payer, cell: ({ funding }) => wordFor(words.funding, funding) },
          { title: words.region.enoughFor, isNumber: true, cell: ({ value }) => enoughFor(value) },
        ]}
      />
    </>
  );
}
