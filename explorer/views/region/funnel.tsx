import { Fragment } from "react";
import type { Cohort } from "../../graph/region-answers.js";
import { SourcedFigure } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";

/** How far a group has come from the register to its target, each step as long as its number. */
export function Funnel({ cohort }: { cohort: Cohort }) {
  const words = useWords();
  const format = useFormat();
  const { funnel } = words.region;
  const steps = [
    { name: funnel.registered, figure: cohort.registeredWorkers },
    { name: funnel.verified, figure: cohort.verifiedWorkers },
    { name: funnel.protected, figure: cohort.protectedWorkers },
    { name: funnel.target, figure: cohort.targetWorkers },
  ].filter(({ figure }) => figure !== null);
  const most = Math.max(...steps.map(({ figure }) => figure?.value ?? 0));
  const name = format.name(cohort.category);
  return (
    <article className="card">
      <h3>{name}</h3>
      <p className="muted small">
        {[
          wordFor(words.cohortStatus, cohort.status),
          cohort.funding && wordFor(words.funding, cohort.funding),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <div className="funnel">
        {steps.map((step) => (
          <Fragment key={step.name}>
            <span>{step.name}</span>
            <span className="bar" aria-hidden="true">
              <span style={{ width: `${((step.figure?.value ?? 0) / (most || 1)) * 100}%` }} />
            </span>
            <span className="numeric">
              <SourcedFigure figure={step.figure} label={`${name}: ${step.name}`} />
            </span>
          </Fragment>
        ))}
      </div>
    </article>
  );
}
