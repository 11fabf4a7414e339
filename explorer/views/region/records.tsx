import { REGION_RECORDS } from "../../graph/operations.js";
import type { AwardResult, Employer, Initiative, Regulation } from "../../graph/region-answers.js";
import { useAnswer } from "../../graph/use-answer.js";
import { ConflictList } from "../../parts/conflict-list.js";
import { Cut } from "../../parts/pages.js";
import { QueryBehind, Section, Shown } from "../../parts/shown.js";
import { SourceLink } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";

/** Awards, regulations, schemes and employers of a region, and where sources disagree about it. */
export function Records({ code }: { code: string }) {
  const { region: words } = useWords();
  const variables = { code, region: code };
  const answer = useAnswer(REGION_RECORDS, variables);
  const query = <QueryBehind operation={REGION_RECORDS} variables={variables} />;
  return (
    <Shown answer={answer}>
      {({ region, conflicts }) =>
        region && (
          <>
            <Section id="conflicts" title={words.conflicts} aside={query}>
              <Cut list={conflicts} />
              {conflicts.nodes.length > 0 ? (
                <ConflictList conflicts={conflicts.nodes} />
              ) : (
                <p className="muted">{words.noConflicts}</p>
              )}
            </Section>
            <Section id="awards" title={words.awards} aside={query}>
              <Cut list={region.awardResults} />
              <List rows={region.awardResults.nodes} none={words.noAwards} row={Award} />
            </Section>
            <Section id="regulations" title={words.regulations} aside={query}>
              <Cut list={region.regulations} />
              <List rows={region.regulations.nodes} none={words.noRegulations} row={Rule} />
            </Section>
            <Section id="schemes" title={words.initiatives} aside={query}>
              <Cut list={region.initiatives} />
              <List rows={region.initiatives.nodes} none={words.noInitiatives} row={Scheme} />
            </Section>
            {region.employers.nodes.length > 0 && (
              <Section id="employers" title={words.employers} aside={query}>
                <Cut list={region.employers} />
                <List rows={region.employers.nodes} none="" row={Firm} />
              </Section>
            )}
          </>
        )
      }
    </Shown>
  );
}

function List<T>({
  rows,
  none,
  row: Row,
}: {
  rows: T[];
  none: string;
  row: (props: { row: T }) => React.ReactNode;
}) {
  if (rows.length === 0) return <p className="muted">{none}</p>;
  return (
    <ul className="list">
      {rows.map((row, place) => (
        <li key={place}>
          <Row row={row} />
        </li>
      ))}
    </ul>
  );
}

/** What belongs to a row, apart from its name. */
function More({ parts, source }: { parts: (string | null)[]; source: { id: string; publisher: string } }) {
  return (
    <p className="muted small">
      {parts.filter(Boolean).join(" · ")}
      {parts.some(Boolean) && " · "}
      <SourceLink source={source} />
    </p>
  );
}

function Award({ row: { award, rank, stage, recipient, note, source } }: { row: AwardResult }) {
  const words = useWords();
  const place =
    rank === null ? wordFor(words.awardStage, stage) : `${wordFor(words.awardStage, stage)} (${rank})`;
  const who = recipient.__typename === "Employer" ? (recipient.name ?? null) : null;
  return (
    <>
      <strong lang="en">{award.name}</strong>
      <More
        parts={[place, who, wordFor(words.awardLevel, award.level), String(award.cycleYear)]}
        source={source}
      />
      {note && (
        <p className="note small" lang="en">
          {note}
        </p>
      )}
    </>
  );
}

function Rule({ row: { type, number, year, subject, status, issuedOn, source } }: { row: Regulation }) {
  const words = useWords();
  const format = useFormat();
  const name = [type, number && `No. ${number}`, year && String(year)].filter(Boolean).join(" ");
  return (
    <>
      <strong>{name}</strong>: <span lang="en">{subject}</span>
      <More
        parts={[wordFor(words.regulationStatus, status), issuedOn && format.day(issuedOn)]}
        source={source}
      />
    </>
  );
}

function Scheme({ row: { name, description, status, startedOn, startedText, source } }: { row: Initiative }) {
  const words = useWords();
  const format = useFormat();
  return (
    <>
      <strong lang="en">{name}</strong>
      <p lang="en">{description}</p>
      <More
        parts={[wordFor(words.initiativeStatus, status), startedOn ? format.day(startedOn) : startedText]}
        source={source}
      />
    </>
  );
}

function Firm({ row: { name, sector, workers, enrolledWorkers, source } }: { row: Employer }) {
  const words = useWords();
  const format = useFormat();
  const enrolled =
    workers === null && enrolledWorkers === null
      ? null
      : `${enrolledWorkers === null ? "?" : format.number(enrolledWorkers)} / ${workers === null ? "?" : format.number(workers)} ${wordFor(words.unit, "PERSONS")}`;
  return (
    <>
      <strong>{name}</strong>
      <More parts={[sector && `KBLI ${sector}`, enrolled]} source={source} />
    </>
  );
}
