import type { ReactNode } from "react";
import type { Indicator, IndicatorRow } from "../../graph/answers.js";
import { Choice } from "../../parts/choice.js";
import { DataTable } from "../../parts/data-table.js";
import { Section } from "../../parts/shown.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { setParameters, useAddress } from "../../shell/route.js";
import { CoverageRanking } from "./coverage-ranking.js";
import { IndicatorMap } from "./indicator-map.js";
import { Distribution, Ranking } from "./ranking.js";
import { Series } from "./series.js";

const RATES_OF_COVERAGE = ["COVERAGE_RATE", "COVERAGE_RATE_EMPLOYED"];
const LEVELS = ["PROVINCE", "REGENCY", "CITY", "COUNTRY", "VILLAGE"];

/** Regions of one level: in one year beside each other, and each over the years. */
export function Regions({
  indicator,
  subject,
  group,
  status,
  rows,
  children,
}: {
  indicator: Indicator;
  /** Indicator, group and status in words, as drawings are titled. */
  subject: string;
  group: string;
  status: string;
  rows: IndicatorRow[];
  children: ReactNode;
}) {
  const words = useWords();
  const { searchParams } = useAddress();
  const known = rows.filter(({ cells: [cell] }) => cell && (cell.value ?? cell.partialValue) !== null);
  const levels = LEVELS.filter((level) => known.some(({ region }) => region?.level === level));
  const [firstLevel] = levels;
  if (firstLevel === undefined) return <p className="muted">{words.indicator.none}</p>;
  const level = searchParams.get("level") ?? firstLevel;
  const ofLevel = known.filter(({ region }) => region?.level === level);
  const years = yearsOf(ofLevel);
  const year = Number(searchParams.get("year") ?? newestFull(ofLevel) ?? years[0]);
  const ofYear = ofLevel.filter((row) => row.year === year);
  const title = `${wordFor(words.level, level)}, ${year}`;
  const isComparable =
    RATES_OF_COVERAGE.includes(indicator.code) && status === "ACTUAL" && level !== "COUNTRY";
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
      {isComparable && indicator.denominator && (
        <CoverageRanking
          level={level}
          denominator={indicator.denominator.code}
          {...(group !== "" && { category: group })}
        />
      )}
      {ofYear.length === 0 && <p className="muted">{words.indicator.none}</p>}
      {level === "PROVINCE" && ofYear.length > 2 && (
        <IndicatorMap unit={indicator.unit} title={`${subject}, ${year}`} rows={ofYear} />
      )}
      {ofYear.length > 2 && (
        <Distribution unit={indicator.unit} rows={ofYear} title={`${subject} · ${title}`} />
      )}
      {ofYear.length > 0 && (
        <Section id="ranking" title={`${words.indicator.ranking}: ${title}`} aside={children}>
          <Ranking rows={ofYear} unit={indicator.unit} />
        </Section>
      )}
      <Series unit={indicator.unit} rows={ofLevel} title={`${subject} · ${wordFor(words.level, level)}`} />
      <Section id="known" title={words.indicator.known} aside={ofYear.length === 0 && children}>
        <YearTable rows={known} levels={levels} />
      </Section>
    </>
  );
}

const yearsOf = (rows: IndicatorRow[]): number[] =>
  [...new Set(rows.flatMap(({ year }) => year ?? []))].sort((one, other) => other - one);

/** The newest year in which at least half as many regions have figures as in the fullest. */
function newestFull(rows: IndicatorRow[]): number | undefined {
  const countIn = (year: number): number => rows.filter((row) => row.year === year).length;
  const years = yearsOf(rows);
  const most = Math.max(...years.map(countIn));
  return years.find((year) => countIn(year) * 2 >= most);
}

function YearTable({ rows, levels }: { rows: IndicatorRow[]; levels: string[] }) {
  const words = useWords();
  const format = useFormat();
  const count = (year: number, level: string): number =>
    rows.filter((row) => row.year === year && row.region?.level === level).length;
  return (
    <DataTable
      label={words.indicator.known}
      rows={yearsOf(rows)}
      keyOf={String}
      columns={[
        { title: words.indicator.year, cell: (year) => String(year) },
        ...levels.map((level) => ({
          title: wordFor(words.level, level),
          isNumber: true,
          cell: (year: number) => (count(year, level) === 0 ? "–" : format.number(count(year, level))),
        })),
      ]}
    />
  );
}
