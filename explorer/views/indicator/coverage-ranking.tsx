import type { RankingAnswer, RankingRow } from "../../graph/answers.js";
import { RANKING } from "../../graph/operations.js";
import { useAnswer } from "../../graph/use-answer.js";
import { DataTable } from "../../parts/data-table.js";
import { QueryBehind, Section, Shown } from "../../parts/shown.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { Link, pathTo } from "../../shell/route.js";

/** Regions by coverage as far as it may be compared, the places that are certain, and why others are left out. */
export function CoverageRanking(variables: { level: string; denominator: string; category?: string }) {
  const words = useWords();
  const answer = useAnswer(RANKING, variables);
  return (
    <Section
      id="comparable"
      title={`${words.indicator.comparable}: ${wordFor(words.level, variables.level)}`}
      lead={words.indicator.comparableLead}
      aside={<QueryBehind operation={RANKING} variables={variables} hasFiles />}
    >
      <Shown answer={answer}>
        {({ coverageRanking: { rows, omitted } }) => (
          <>
            {rows.length === 0 ? <p className="muted">{words.indicator.none}</p> : <RankTable rows={rows} />}
            <Omitted omitted={omitted} />
          </>
        )}
      </Shown>
    </Section>
  );
}

function RankTable({ rows }: { rows: RankingRow[] }) {
  const words = useWords();
  const { indicator, region: terms } = words;
  return (
    <DataTable
      label={indicator.comparable}
      isWhole
      rows={rows}
      keyOf={({ region }) => region.code}
      columns={[
        {
          title: indicator.place,
          isNumber: true,
          sortBy: ({ rank }) => rank,
          cell: ({ rank, rankFrom, rankTo }) => (
            <>
              {rank}
              {rankFrom !== rankTo && (
                <span className="muted small">
                  {" "}
                  ({rankFrom}–{rankTo})
                </span>
              )}
            </>
          ),
        },
        {
          title: indicator.region,
          sortBy: ({ region }) => region.officialName,
          cell: ({ region }) => (
            <>
              <Link to={pathTo.region(region.code)}>{region.officialName}</Link>
              {region.code.length > 2 && <span className="muted small"> {region.parent?.name}</span>}
            </>
          ),
        },
        {
          title: words.map.columns.rate,
          isNumber: true,
          sortBy: ({ coverage: { rate } }) => rate?.value ?? null,
          cell: ({ coverage: { rate } }) => rate && <Rate rate={rate} />,
        },
        {
          title: terms.age,
          sortBy: ({ ageInDays }) => ageInDays,
          cell: ({ ageInDays }) => terms.months(Math.floor(ageInDays / 30.4)),
        },
        {
          title: words.map.columns.basis,
          cell: ({ coverage: { rate } }) => rate && wordFor(words.basis, rate.basis),
        },
        {
          title: terms.baseOf,
          cell: ({ coverage: { rate } }) =>
            rate?.denominatorStated ? indicator.baseKnown : indicator.baseAssumed,
        },
      ]}
    />
  );
}

function Rate({ rate: { value, qualifier } }: { rate: NonNullable<RankingRow["coverage"]["rate"]> }) {
  const words = useWords();
  const format = useFormat();
  return (
    <>
      {qualifier !== "EXACT" && <span className="qualifier">{wordFor(words.qualifier, qualifier)} </span>}
      {value === null ? "?" : format.percent(value)}
    </>
  );
}

function Omitted({ omitted }: { omitted: RankingAnswer["coverageRanking"]["omitted"] }) {
  const { indicator } = useWords();
  const format = useFormat();
  const reasons = [...new Set(omitted.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const regions = omitted.filter((each) => each.reason === reason).map(({ region }) => region);
    return (
      <details key={reason}>
        <summary>
          {indicator.leftOut(format.number(regions.length))}: {wordFor(indicator.reason, reason)}
        </summary>
        <p className="small">
          {regions.map(({ code, officialName }, place) => (
            <span key={code}>
              {place > 0 && ", "}
              <Link to={pathTo.region(code)}>{officialName}</Link>
            </span>
          ))}
        </p>
      </details>
    );
  });
}
