import type { Statement } from "../../graph/answers.js";
import { REGION_MONEY } from "../../graph/operations.js";
import type { Tariff } from "../../graph/region-answers.js";
import { useAnswer } from "../../graph/use-answer.js";
import { DataTable } from "../../parts/data-table.js";
import { Cut } from "../../parts/pages.js";
import { QueryBehind, Section, Shown } from "../../parts/shown.js";
import { SourcedStatement, SourceLink } from "../../parts/statements.js";
import { useFormat, useWords, wordFor } from "../../shell/language.js";
import { Targets } from "./targets.js";

/** Money for groups of workers, and what is aimed at. */
export function MoneyAndTargets({ code }: { code: string }) {
  const words = useWords();
  const variables = { code };
  const answer = useAnswer(REGION_MONEY, variables);
  const query = <QueryBehind operation={REGION_MONEY} variables={variables} />;
  return (
    <Shown answer={answer}>
      {({ region, tariffs }) =>
        region && (
          <>
            <Section id="money" title={words.region.money} aside={query}>
              <Cut list={region.money} />
              <Money statements={region.money.nodes} tariff={minimumOf(tariffs)} />
            </Section>
            <Section id="targets" title={words.region.targets} aside={query}>
              <Cut list={region.targets} />
              <Targets targets={region.coverageTargets} statements={region.targets.nodes} />
            </Section>
          </>
        )
      }
    </Shown>
  );
}

/** The monthly minimum of JKK and JKM for workers without an employer; undefined where none is in force. */
const minimumOf = (tariffs: Tariff[]): Tariff | undefined =>
  tariffs.find(
    ({ segment, programmes, amount }) =>
      segment === "BPU" && amount !== null && [...programmes].sort().join() === "JKK,JKM",
  );

const MONTHS_OF_YEAR = 12;

function Money({ statements, tariff }: { statements: Statement[]; tariff: Tariff | undefined }) {
  const words = useWords();
  const format = useFormat();
  const amounts = statements.filter(({ unit }) => unit === "IDR");
  if (amounts.length === 0) return <p className="muted">{words.region.noMoney}</p>;
  const minimum = tariff?.amount ?? null;
  const enoughFor = (value: number | null): string =>
    value === null || minimum === null ? "" : format.number(Math.floor(value / minimum / MONTHS_OF_YEAR));
  return (
    <>
      {tariff && minimum !== null && (
        <p className="lead">
          {words.region.moneyLead(format.amount(minimum, "IDR"))} (<SourceLink source={tariff.source} />)
        </p>
      )}
      <DataTable
        label={words.region.money}
        rows={amounts}
        keyOf={({ id }) => id}
        columns={[
          { title: words.indicator.name, cell: ({ indicator }) => format.name(indicator) },
          { title: words.region.group, cell: ({ category }) => category && format.name(category) },
          { title: words.statement.period, cell: ({ period }) => format.period(period) },
          {
            title: words.statement.value,
            isNumber: true,
            cell: (statement) => <SourcedStatement statement={statement} />,
          },
          { title: words.region.status, cell: ({ valueStatus }) => wordFor(words.valueStatus, valueStatus) },
          { title: words.region.payer, cell: ({ funding }) => wordFor(words.funding, funding) },
          { title: words.region.enoughFor, isNumber: true, cell: ({ value }) => enoughFor(value) },
        ]}
      />
    </>
  );
}
