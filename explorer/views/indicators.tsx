import { CHOICES } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { DataTable } from "../parts/data-table.js";
import { QueryBehind, Shown } from "../parts/shown.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { Link, pathTo } from "../shell/route.js";
import { Definition } from "./indicator/definition.js";

/** All that is measured. */
export function Indicators() {
  const words = useWords();
  const format = useFormat();
  const answer = useAnswer(CHOICES, {});
  const { indicator } = words;
  return (
    <>
      <ViewTitle title={indicator.list}>
        <p className="lead">{indicator.listLead}</p>
        <QueryBehind operation={CHOICES} variables={{}} />
      </ViewTitle>
      <Shown answer={answer}>
        {({ indicators }) => (
          <DataTable
            label={indicator.list}
            isWhole
            rows={indicators.toSorted((one, other) => format.name(one).localeCompare(format.name(other)))}
            keyOf={({ code }) => code}
            columns={[
              {
                title: indicator.name,
                sortBy: (each) => format.name(each),
                cell: (each) => <Link to={pathTo.indicator(each.code)}>{format.name(each)}</Link>,
              },
              {
                title: indicator.unit,
                sortBy: ({ unit }) => wordFor(words.unit, unit),
                cell: ({ unit }) => wordFor(words.unit, unit),
              },
              {
                title: indicator.kind,
                sortBy: ({ kind }) => wordFor(words.kind, kind),
                cell: ({ kind }) => wordFor(words.kind, kind),
              },
              {
                title: indicator.dividedBy,
                cell: ({ denominator }) => denominator && format.name(denominator),
              },
              { title: indicator.definition, cell: (each) => <Definition of={each} /> },
            ]}
          />
        )}
      </Shown>
    </>
  );
}
