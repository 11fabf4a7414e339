import type { Statement } from "../../graph/answers.js";
import type { Card, CardRate, Region } from "../../graph/region-answers.js";
import { monthsBetween, STALE_MONTHS, today } from "../../parts/map-classes.js";
import { SourceLink, Sourced, SourcedFigure, usePublished, type Evidence } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { Link, pathTo } from "../../shell/route.js";

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
              {format.period(period)} {rate && <Age rate={rate} />}
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
  const { value, qualifier, lowerBound, upperBound } = rate;
  return (
    <>
      <p className="big">
        <Sourced evidence={evidenceOfRate(rate, `${words.region.card} ${title}`)}>
          {qualifier !== "EXACT" && <span className="qualifier">{wordFor(words.qualifier, qualifier)} </span>}
          {value !== null && format.percent(value)}
          {value === null && (lowerBound === null || upperBound === null) && "?"}
          {value === null &&
            lowerBound !== null &&
            upperBound !== null &&
            `${format.percent(lowerBound)} – ${format.percent(upperBound)}`}
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

function BaseOf({ rate: { denominator, denominatorStated: isStated, countedBy } }: { rate: CardRate }) {
  const all = useWords();
  const words = all.region;
  const format = useFormat();
  if (!denominator) return <span className="warn">{words.baseUnknown}</span>;
  return (
    <>
      {format.name(denominator)}{" "}
      <span className={isStated ? "muted small" : "warn small"}>
        ({isStated ? words.baseStated : words.baseAssumed})
      </span>
      {countedBy && <span className="muted small"> · {wordFor(all.countedBy, countedBy)}</span>}
    </>
  );
}

/** How long ago a rate spoke, and what keeps it from being compared. */
function Age({ rate: { effectiveOn, areaDiffers } }: { rate: CardRate }) {
  const { region: words } = useWords();
  const months = monthsBetween(effectiveOn, today());
  return (
    <span className="muted small">
      · {words.age} {words.months(months)}
      {months > STALE_MONTHS && <span className="warn"> · {words.stale}</span>}
      {areaDiffers && <span className="warn"> · {words.areaDiffers}</span>}
    </span>
  );
}

function RollUpCard({ rollUp }: { rollUp: NonNullable<Region["coverage"]["rollUp"]> }) {
  const { region: words } = useWords();
  const format = useFormat();
  const { rate, partialRate, reportingRegions, totalRegions, omitted } = rollUp;
  const { oldestEffectiveOn: oldest, newestEffectiveOn: newest } = rollUp;
  const shown = rate ?? partialRate;
  return (
    <article className="card">
      <h3>{words.rollUp}</h3>
      <p className="big">
        {shown === null ? "–" : format.percent(shown)}
        {rate === null && <span className="tag">{words.partial}</span>}
      </p>
      <p className={reportingRegions < totalRegions ? "warn small" : "muted small"}>
        {words.rollUpText(format.number(reportingRegions), format.number(totalRegions))}
      </p>
      <dl className="pairs">
        <dt>{words.protected}</dt>
        <dd>{format.number(rollUp.partialProtectedWorkers)}</dd>
        <dt>{words.potential}</dt>
        <dd>{format.number(rollUp.partialPotentialWorkers)}</dd>
        {oldest && newest && (
          <>
            <dt>{words.about}</dt>
            <dd>
              {format.day(oldest)} – {format.day(newest)}
            </dd>
          </>
        )}
      </dl>
      {omitted.length > 0 && (
        <details>
          <summary>{words.omitted(format.number(omitted.length))}</summary>
          <p className="small">
            {omitted.map(({ code, officialName }, place) => (
              <span key={code}>
                {place > 0 && ", "}
                <Link to={pathTo.region(code)}>{officialName}</Link>
              </span>
            ))}
          </p>
        </details>
      )}
    </article>
  );
}
