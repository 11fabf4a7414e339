import type { ChoicesAnswer, Indicator as IndicatorData, YearRow } from "../graph/answers.js";
import { CHOICES, INDICATOR_YEARS } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { DataTable } from "../parts/data-table.js";
import { QueryBehind, Section, Shown } from "../parts/shown.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { setParameters, useAddress } from "../shell/route.js";
import { CoverageRanking } from "./indicator/coverage-ranking.js";
import { Ranking } from "./indicator/ranking.js";
import { NotFound } from "./not-found.js";

/** What one indicator says of the regions of one level in one year. */
export function Indicator({ code }: { code: string }) {
  const answer = useAnswer(CHOICES, {});
  return (
    <Shown answer={answer}>
      {(choices) => {
        const indicator = choices.indicators.find((each) => each.code === code);
        return indicator ? <Known indicator={indicator} choices={choices} /> : <NotFound title={code} />;
      }}
    </Shown>
  );
}

function Known({ indicator, choices }: { indicator: IndicatorData; choices: ChoicesAnswer }) {
  const words = useWords();
  const format = useFormat();
  const category = useAddress().searchParams.get("category");
  const filter = { category: category === null ? { isNull: true } : { eq: category } };
  const variables = { code: indicator.code, filter };
  const years = useAnswer(INDICATOR_YEARS, variables);
  const { denominator } = indicator;
  return (
    <>
      <ViewTitle title={format.name(indicator)}>
        <p className="lead" lang="en">
          {indicator.definition}.
        </p>
        <p className="muted small">
          {[
            wordFor(words.kind, indicator.kind),
            wordFor(words.unit, indicator.unit),
            denominator && `${words.indicator.dividedBy}: ${format.name(denominator)}`,
            indicator.additiveOverRegions ? words.indicator.additive : words.indicator.notAdditive,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </ViewTitle>
      <Category chosen={category} categories={choices.cohortCategories} />
      <Shown answer={years}>
        {({ statistics }) => (
          <Years indicator={indicator} filter={filter} rows={statistics.rows}>
            <QueryBehind operation={INDICATOR_YEARS} variables={variables} />
          </Years>
        )}
      </Shown>
    </>
  );
}

function Category({
  chosen,
  categories,
}: {
  chosen: string | null;
  categories: ChoicesAnswer["cohortCategories"];
}) {
  const words = useWords();
  const format = useFormat();
  return (
    <div className="controls">
      <label>
        {words.region.group}{" "}
        <select
          value={chosen ?? ""}
          onChange={({ target }) => {
            setParameters({ category: target.value || null, year: null, level: null });
          }}
        >
          <option value="">{words.indicator.everyone}</option>
          {categories
            .toSorted((one, other) => format.name(one).localeCompare(format.name(other)))
            .map((category) => (
              <option key={category.code} value={category.code}>
                {format.name(category)}
              </option>
            ))}
        </select>
      </label>
    </div>
  );
}

const RATES_OF_COVERAGE = ["COVERAGE_RATE", "COVERAGE_RATE_EMPLOYED"];
const LEVELS = ["PROVINCE", "REGENCY", "CITY", "COUNTRY", "VILLAGE"];

/** Lets the reader choose a level and a year that have figures. */
function Years({
  indicator,
  filter,
  rows,
  children,
}: {
  indicator: IndicatorData;
  filter: Record<string, unknown>;
  rows: YearRow[];
  children: React.ReactNode;
}) {
  const words = useWords();
  const { searchParams } = useAddress();
  const category = searchParams.get("category");
  const levels = LEVELS.filter((level) => rows.some((row) => row.level === level));
  const [firstLevel] = levels;
  if (firstLevel === undefined) return <p className="muted">{words.indicator.none}</p>;
  const level = searchParams.get("level") ?? firstLevel;
  const years = rows
    .flatMap((row) => (row.level === level && row.year !== null ? [row.year] : []))
    .sort((one, other) => other - one);
  const year = Number(searchParams.get("year") ?? newestFull(rows, level) ?? years[0]);
  return (
    <>
      <div className="controls">
        <Choice
          label={words.indicator.level}
          value={level}
          values={levels.map((each) => ({ value: each, name: wordFor(words.level, each) }))}
          choose={(value) => {
            setParameters({ level: value, year: null });
          }}
        />
        <Choice
          label={words.indicator.year}
          value={String(year)}
          values={years.map((each) => ({ value: String(each), name: String(each) }))}
          choose={(value) => {
            setParameters({ year: value });
          }}
        />
      </div>
      {RATES_OF_COVERAGE.includes(indicator.code) && indicator.denominator && level !== "COUNTRY" && (
        <CoverageRanking
          level={level}
          denominator={indicator.denominator.code}
          {...(category !== null && { category })}
        />
      )}
      <Ranking
        indicator={indicator}
        level={level}
        filter={{
          ...filter,
          region: { level: { eq: level } },
          periodStart: { gte: `${year}-01-01` },
          periodEnd: { lte: `${year}-12-31` },
        }}
      />
      <Section id="known" title={words.indicator.known} aside={children}>
        <YearTable rows={rows} levels={levels} />
      </Section>
    </>
  );
}

/** The newest year in which at least half as many regions have figures as in the fullest. */
function newestFull(rows: YearRow[], level: string): number | undefined {
  const ofLevel = rows.filter((row) => row.level === level);
  const countOf = ({ cells }: YearRow): number => cells[0]?.reportingRegions ?? 0;
  const most = Math.max(...ofLevel.map(countOf));
  const full = ofLevel.filter((row) => countOf(row) * 2 >= most).flatMap(({ year }) => year ?? []);
  return full.length === 0 ? undefined : Math.max(...full);
}

function Choice({
  label,
  value,
  values,
  choose,
}: {
  label: string;
  value: string;
  values: { value: string; name: string }[];
  choose: (value: string) => void;
}) {
  return (
    <label>
      {label}{" "}
      <select
        value={value}
        onChange={({ target }) => {
          choose(target.value);
        }}
      >
        {values.map((each) => (
          <option key={each.value} value={each.value}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function YearTable({ rows, levels }: { rows: YearRow[]; levels: string[] }) {
  const words = useWords();
  const format = useFormat();
  const years = [...new Set(rows.flatMap(({ year }) => year ?? []))].sort((one, other) => other - one);
  const regionsIn = (year: number, level: string): number =>
    rows.find((row) => row.year === year && row.level === level)?.cells[0]?.reportingRegions ?? 0;
  return (
    <DataTable
      label={words.indicator.known}
      rows={years}
      keyOf={String}
      columns={[
        { title: words.indicator.year, cell: (year) => String(year) },
        ...levels.map((level) => ({
          title: wordFor(words.level, level),
          isNumber: true,
          cell: (year: number) => {
            const count = regionsIn(year, level);
            return count === 0 ? "–" : format.number(count);
          },
        })),
      ]}
    />
  );
}
