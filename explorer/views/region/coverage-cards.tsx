import type { Statement } from "../../graph/answers.js";
import type { Card, CardRate, Region } from "../../graph/region-answers.js";
import { monthsBetween, STALE_MONTHS, today } from "../../parts/map-classes.js";
import { SourceLink, Sourced, SourcedFigure, usePublished, type Evidence } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";

/** Coverage over each base, and the sum of the regions below. */
export function CoverageCards({ region }: { region: Region }) {
  const { region: words } = useWords();
  const { rollUp } = region.coverage;
  return (
    <div className="cards">
      <CoverageCard title={words.overPotential} card={region.coverage} />
      {(region.employed.rate ?? region.employed.potentialWorkers) && (
        <CoverageCard title={words.overEmployed} card={region.employed} />
      )}
      {(region.vulnerable.rate ?? region.vulnerable.protectedWorkers) && (
        <CoverageCard title={words.vulnerableOverQuota} card={region.vulnerable} />
      )}
      {rollUp && rollUp.reportingRegions > 0 && <RollUpCard rollUp={rollUp} />}
    </div>
  );
}

function CoverageCard({ title, card }: { title: string; card: Card }) {
  const { region: words } = useWords();
  const format = useFormat();
  const { rate, period, protectedWorkers, potentialWorkers, unprotectedWorkers } = card;
  return (
    <article className="card">
      <h3>{title}</h3>
      {rate ? <RateOf rate={rate} title={title} /> : <NoRate />}
      <dl className="pairs">
        {rate && <RateFacts rate={rate} />}
        {period && (
          <>
            <dt>{words.about}</dt>
            <dd>
              {format.period(period)} <Age day={period.end} />
            </dd>
          </>
        )}
        <dt>{words.protected}</dt>
        <dd>
          <FigureWithPeriod figure={protectedWorkers} label={words.protected} />
        </dd>
        <dt>{words.potential}</dt>
        <dd>
          <FigureWithPeriod figure={potentialWorkers} label={words.potential} />
        </dd>
        <dt>{words.unprotected}</dt>
        <dd>
          <FigureWithPeriod figure={unprotectedWorkers} label={words.unprotected} />
        </dd>
      </dl>
    </article>
  );
}

function FigureWithPeriod({ figure, label }: { figure: Card["protectedWorkers"]; label: string }) {
  const format = useFormat();
  return (
    <>
      <SourcedFigure figure={figure} label={label} />{" "}
      {figure && <span className="muted small">{format.period(figure.period)}</span>}
    </>
  );
}

function NoRate() {
  const { region: words } = useWords();
  return (
    <>
      <p className="big">–</p>
      <p className="muted">
        {words.noRate}. {words.noRateWhy}
      </p>
    </>
  );
}

const evidenceOfRate = (rate: CardRate, label: string): Evidence => ({
  label,
  preferred: rate.observation,
  rivals: (rate.conflict?.observations ?? []).filter(({ id }) => id !== rate.observation?.id),
  parts: rate.derivedFrom,
  conflict: rate.conflict,
});

function RateOf({ rate, title }: { rate: CardRate; title: string }) {
  const words = useWords();
  const format = useFormat();
  const { value } = rate;
  const qualifier = qualifierOf(rate);
  return (
    <>
      <p className="big">
        <Sourced evidence={evidenceOfRate(rate, `${words.region.card} ${title}`)}>
          {qualifier !== "EXACT" && <span className="qualifier">{wordFor(words.qualifier, qualifier)} </span>}
          {value === null ? "?" : format.percent(value)}
        </Sourced>
        <span className="tag">{wordFor(words.basis, rate.basis)}</span>
      </p>
      {value !== null && (
        <div className="bar" aria-hidden="true">
          <span style={{ width: `${Math.min(1, value) * 100}%` }} />
        </div>
      )}
    </>
  );
}

/** How exact a rate is: as its bounds say, where it is not a source's own word. */
function qualifierOf({ observation, lowerBound, upperBound, value, basis }: CardRate): string {
  if (basis === "REPORTED" && observation) return observation.qualifier;
  if (lowerBound === null && upperBound === null) return value === null ? "UNQUANTIFIED" : "APPROXIMATE";
  if (lowerBound === null) return "AT_MOST";
  return upperBound === null ? "AT_LEAST" : "EXACT";
}

function RateFacts({ rate }: { rate: CardRate }) {
  const { region: words } = useWords();
  const format = useFormat();
  const { published, derived, difference, consistent, observation } = rate;
  return (
    <>
      <dt>{words.published}</dt>
      <dd>
        {published === null ? "–" : format.percent(published)}
        {observation && <SaidBy statement={observation} />}
      </dd>
      <dt>{words.derived}</dt>
      <dd>
        {derived === null ? "–" : format.percent(derived)}
        {difference !== null && published !== null && (
          <span className="muted small">
            {" "}
            {words.difference.toLowerCase()} {format.percent(difference)}
          </span>
        )}
        <br />
        <Consistency consistent={consistent} isPublished={published !== null} />
      </dd>
      <dt>{words.baseOf}</dt>
      <dd>
        <BaseOf rate={rate} />
      </dd>
    </>
  );
}

function SaidBy({ statement }: { statement: Statement }) {
  const published = usePublished(statement.source);
  return (
    <span className="small">
      {" "}
      {statement.attributedTo && <span lang="en">{statement.attributedTo}, </span>}
      <SourceLink source={{ id: statement.source.id, publisher: statement.source.publisher }} />
      <span className="muted">, {published}</span>
    </span>
  );
}

function Consistency({ consistent, isPublished }: { consistent: boolean | null; isPublished: boolean }) {
  const { region: words } = useWords();
  if (!isPublished) return null;
  if (consistent === null) return <span className="muted small">{words.unchecked}</span>;
  return consistent ? (
    <span className="good small">✓ {words.consistent}</span>
  ) : (
    <span className="warn small">⚠ {words.inconsistent}</span>
  );
}

function BaseOf({ rate: { denominator, observation, basis } }: { rate: CardRate }) {
  const { region: words } = useWords();
  const format = useFormat();
  if (!denominator) return <span className="warn">{words.baseUnknown}</span>;
  const isStated = basis !== "REPORTED" || (observation?.denominatorStated ?? false);
  return (
    <>
      {format.name(denominator)}{" "}
      <span className={isStated ? "muted small" : "warn small"}>
        ({isStated ? words.baseStated : words.baseAssumed})
      </span>
    </>
  );
}

/** How long ago a day was, and whether that is too long for comparing. */
function Age({ day }: { day: string }) {
  const { region: words } = useWords();
  const months = monthsBetween(day, today());
  return (
    <span className="muted small">
      · {words.age} {words.months(months)}
      {months > STALE_MONTHS && <span className="warn"> · {words.stale}</span>}
    </span>
  );
}

function RollUpCard({ rollUp }: { rollUp: NonNullable<Region["coverage"]["rollUp"]> }) {
  const { region: words } = useWords();
  const format = useFormat();
  const { rate, protectedWorkers, potentialWorkers, reportingRegions, totalRegions } = rollUp;
  return (
    <article className="card">
      <h3>{words.rollUp}</h3>
      <p className="big">{rate === null ? "–" : format.percent(rate)}</p>
      <p className={reportingRegions < totalRegions ? "warn small" : "muted small"}>
        {words.rollUpText(format.number(reportingRegions), format.number(totalRegions))}
      </p>
      <dl className="pairs">
        <dt>{words.protected}</dt>
        <dd>{protectedWorkers === null ? "–" : format.number(protectedWorkers)}</dd>
        <dt>{words.potential}</dt>
        <dd>{potentialWorkers === null ? "–" : format.number(potentialWorkers)}</dd>
      </dl>
    </article>
  );
}
