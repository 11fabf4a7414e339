import { ask } from "../../graph/ask.js";
import { REGION_GROUPS } from "../../graph/operations.js";
import type { Cohort, RegionGroupsAnswer } from "../../graph/region-answers.js";
import { useAnswer } from "../../graph/use-answer.js";
import { type Page, usePages } from "../../graph/use-pages.js";
import { DataTable } from "../../parts/data-table.js";
import { CountShown, LoadMore } from "../../parts/pages.js";
import { QueryBehind, Section, Shown } from "../../parts/shown.js";
import { SourcedFigure } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { Funnel } from "./funnel.js";

/** Groups of workers, and how far each came. */
export function Groups({ code }: { code: string }) {
  const words = useWords();
  const variables = { code };
  const answer = useAnswer(REGION_GROUPS, variables);
  return (
    <Shown answer={answer}>
      {({ region }) =>
        region && (
          <Section
            id="groups"
            title={words.region.groups}
            aside={<QueryBehind operation={REGION_GROUPS} variables={variables} />}
          >
            <Cohorts code={code} first={region.workerCohorts} />
          </Section>
        )
      }
    </Shown>
  );
}

function Cohorts({ code, first }: { code: string; first: Page<Cohort> }) {
  const words = useWords();
  const format = useFormat();
  const pages = usePages(first, async (after) => {
    const { region } = await ask<RegionGroupsAnswer>(REGION_GROUPS.document, { code, after });
    return region?.workerCohorts ?? null;
  });
  const { rows: cohorts, totalCount } = pages;
  if (cohorts.length === 0) return <p className="muted">{words.region.noGroups}</p>;
  const { funnel } = words.region;
  const label = ({ category }: Cohort, stage: string): string => `${format.name(category)}: ${stage}`;
  return (
    <>
      <p className="lead">{words.region.groupsLead}</p>
      {totalCount > first.nodes.length && <CountShown shown={cohorts.length} all={totalCount} />}
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
      <LoadMore of={pages} />
    </>
  );
}

const hasSteps = ({ registeredWorkers, verifiedWorkers, protectedWorkers, targetWorkers }: Cohort): boolean =>
  [registeredWorkers, verifiedWorkers, protectedWorkers, targetWorkers].filter(
    (figure) => figure !== null && figure.value !== null,
  ).length > 1;
