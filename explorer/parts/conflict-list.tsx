import type { FullConflict } from "../graph/answers.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { Link, pathTo } from "../shell/route.js";
import { ConflictNote, StatementCard } from "./statements.js";

/** Conflicts, each with what the sources say side by side. */
export function ConflictList({
  conflicts,
  heading = "h3",
}: {
  conflicts: FullConflict[];
  heading?: "h2" | "h3";
}) {
  return (
    <ul className="list">
      {conflicts.map((conflict) => (
        <li key={conflict.id}>
          <ConflictItem conflict={conflict} heading={heading} />
        </li>
      ))}
    </ul>
  );
}

function ConflictItem({ conflict, heading: Heading }: { conflict: FullConflict; heading: "h2" | "h3" }) {
  const words = useWords();
  const format = useFormat();
  const { region, indicator, category, period, kind, spread, relativeSpread, preferred, observations } =
    conflict;
  const [first] = observations;
  return (
    <>
      <Heading className="conflict-title">
        {region && (
          <>
            <Link to={pathTo.region(region.code)}>{region.officialName}</Link> ·{" "}
          </>
        )}
        {format.name(indicator)}
        {category && ` · ${format.name(category)}`} · {format.period(period)}
      </Heading>
      <p className="muted small">
        {words.conflicts.kind}: {wordFor(words.conflictKind, kind)} · {words.conflicts.spread}:{" "}
        {first ? format.amount(spread, first.unit) : format.number(spread)}
        {relativeSpread !== null && ` (${format.percent(relativeSpread)})`}
      </p>
      <ConflictNote conflict={conflict} />
      <div className="cards rivals">
        {observations.map((statement) => (
          <StatementCard
            key={statement.id}
            statement={statement}
            isPreferred={statement.id === preferred?.id}
          />
        ))}
      </div>
    </>
  );
}
