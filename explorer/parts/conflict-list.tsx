import type { FullConflict } from "../graph/answers.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { Link, pathTo } from "../shell/route.js";
import { ConflictNote, StatementCard } from "./statements.js";

/** Conflicts, each with what the sources say side by side. */
export function ConflictList({ conflicts }: { conflicts: FullConflict[] }) {
  return (
    <ul className="list">
      {conflicts.map((conflict) => (
        <li key={conflict.id}>
          <ConflictItem conflict={conflict} />
        </li>
      ))}
    </ul>
  );
}

function ConflictItem({ conflict }: { conflict: FullConflict }) {
  const words = useWords();
  const format = useFormat();
  const { region, indicator, category, period, kind, spread, preferred, observations } = conflict;
  const [first] = observations;
  return (
    <>
      <h3>
        {region && (
          <>
            <Link to={pathTo.region(region.code)}>{region.officialName}</Link> ·{" "}
          </>
        )}
        {format.name(indicator)}
        {category && ` · ${format.name(category)}`} · {format.period(period)}
      </h3>
      <p className="muted small">
        {words.conflicts.kind}: {wordFor(words.conflictKind, kind)} · {words.conflicts.spread}:{" "}
        {first ? format.amount(spread, first.unit) : format.number(spread)}
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
