import type { ChoicesAnswer, Indicator as IndicatorData, KnownRow } from "../graph/answers.js";
import { CHOICES, INDICATOR, INDICATOR_KNOWN } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { Choice } from "../parts/choice.js";
import { QueryBehind, Shown } from "../parts/shown.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { setParameters, useAddress } from "../shell/route.js";
import { Definition } from "./indicator/definition.js";
import { Regions } from "./indicator/regions.js";
import { NotFound } from "./not-found.js";

/** What one indicator says of the regions. */
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
  const known = useAnswer(INDICATOR_KNOWN, { code: indicator.code });
  const { denominator } = indicator;
  return (
    <>
      <ViewTitle title={format.name(indicator)}>
        <p className="lead">
          <Definition of={indicator} />.
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
      <Shown answer={known}>
        {({ statistics }) => (
          <Chosen indicator={indicator} choices={choices} known={summed(statistics.rows)} />
        )}
      </Shown>
    </>
  );
}

const countOf = ({ cells }: KnownRow): number => cells[0]?.observations ?? 0;

/** One row for each status and group, with the figures of all provinces: the country has figures of its own for few. */
function summed(rows: KnownRow[]): KnownRow[] {
  const all = new Map<string, KnownRow>();
  for (const row of rows) {
    const key = `${row.valueStatus ?? ""} ${row.category?.code ?? ""}`;
    const before = all.get(key);
    const observations = countOf(row) + (before ? countOf(before) : 0);
    all.set(key, { ...row, cells: [{ observations }] });
  }
  return [...all.values()];
}

const mostFirst = (rows: KnownRow[]): KnownRow[] =>
  rows.toSorted((one, other) => countOf(other) - countOf(one));

/** A group with more than so many times the figures of all workers is what an indicator is about. */
const MANY_TIMES = 3;

/** The group that the address names, else all workers, unless there are by far more figures of a group. */
function chosenGroup(named: string | null, rows: KnownRow[]): string {
  if (named !== null) return named;
  const ofAll = rows.filter(({ category }) => category === null).reduce((sum, row) => sum + countOf(row), 0);
  const [most] = mostFirst(rows.filter(({ category }) => category !== null));
  return most?.category && countOf(most) > MANY_TIMES * ofAll ? most.category.code : "";
}

/** The status that the address names, else what really happened, unless there are by far more figures of another. */
function chosenStatus(named: string | null, rows: KnownRow[]): string {
  if (named !== null && rows.some(({ valueStatus }) => valueStatus === named)) return named;
  const actual = rows.find(({ valueStatus }) => valueStatus === "ACTUAL");
  const [most] = mostFirst(rows);
  return most?.valueStatus && countOf(most) > (actual ? MANY_TIMES * countOf(actual) : 0)
    ? most.valueStatus
    : "ACTUAL";
}

/** Lets the reader choose a group of workers and a status that have figures. */
function Chosen({
  indicator,
  choices,
  known,
}: {
  indicator: IndicatorData;
  choices: ChoicesAnswer;
  known: KnownRow[];
}) {
  const words = useWords();
  const format = useFormat();
  const { searchParams } = useAddress();
  const group = chosenGroup(searchParams.get("category"), known);
  const ofGroup = known.filter(({ category }) => (category?.code ?? "") === group);
  const status = chosenStatus(searchParams.get("status"), ofGroup);
  const filter = {
    category: group === "" ? { isNull: true } : { eq: group },
    valueStatus: { eq: status },
  };
  const variables = { code: indicator.code, filter };
  const answer = useAnswer(INDICATOR, variables);
  const category = choices.cohortCategories.find(({ code }) => code === group);
  const subject = [
    format.name(indicator),
    category && format.name(category),
    status !== "ACTUAL" && wordFor(words.valueStatus, status),
  ]
    .filter(Boolean)
    .join(" · ");
  return (
    <>
      <div className="controls">
        <Groups chosen={group} known={known} choices={choices} />
        {ofGroup.length > 1 && (
          <Choice
            label={words.region.status}
            value={status}
            values={ofGroup.map(({ valueStatus }) => ({
              value: valueStatus ?? "",
              name: wordFor(words.valueStatus, valueStatus),
            }))}
            choose={(value) => {
              setParameters({ status: value, year: null, level: null });
            }}
          />
        )}
        {ofGroup.length === 1 && status !== "ACTUAL" && (
          <span className="warn">{wordFor(words.valueStatus, status)}</span>
        )}
      </div>
      <Shown answer={answer}>
        {({ statistics }) => (
          <Regions
            indicator={indicator}
            subject={subject}
            group={group}
            status={status}
            rows={statistics.rows}
          >
            <QueryBehind operation={INDICATOR} variables={variables} hasFiles />
          </Regions>
        )}
      </Shown>
    </>
  );
}

function Groups({ chosen, known, choices }: { chosen: string; known: KnownRow[]; choices: ChoicesAnswer }) {
  const words = useWords();
  const format = useFormat();
  const codes = new Set([chosen, ...known.map(({ category }) => category?.code ?? "")]);
  const groups = choices.cohortCategories
    .filter(({ code }) => codes.has(code))
    .map((category) => ({ value: category.code, name: format.name(category) }))
    .sort((one, other) => one.name.localeCompare(other.name));
  const all = codes.has("") ? [{ value: "", name: words.indicator.everyone }] : [];
  return (
    <Choice
      label={words.region.group}
      value={chosen}
      values={[...all, ...groups]}
      choose={(value) => {
        setParameters({ category: value, status: null, year: null, level: null });
      }}
    />
  );
}
