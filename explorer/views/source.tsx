import type { SourceAnswer } from "../graph/answers.js";
import { ask } from "../graph/ask.js";
import { SOURCE } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { usePages } from "../graph/use-pages.js";
import { DataTable } from "../parts/data-table.js";
import { CountShown, LoadMore } from "../parts/pages.js";
import { Citation, QueryBehind, Section, Shown } from "../parts/shown.js";
import { SourcedStatement, usePublished } from "../parts/statements.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { Link, pathTo } from "../shell/route.js";
import { NotFound } from "./not-found.js";

type SourceNode = NonNullable<SourceAnswer["node"]>;
type Page = SourceNode["observations"];

/** One source, and every figure of it. */
export function Source({ id }: { id: string }) {
  const answer = useAnswer(SOURCE, { id });
  return (
    <Shown answer={answer}>
      {({ node }) => (node?.publisher === undefined ? <NotFound title={id} /> : <Known source={node} />)}
    </Shown>
  );
}

function Known({ source }: { source: SourceNode }) {
  const words = useWords();
  const format = useFormat();
  const published = usePublished(source);
  const { source: terms } = words;
  const facts: [string, React.ReactNode][] = [
    [terms.publisher, source.publisher],
    [terms.published, published],
    [terms.type, wordFor(words.sourceType, source.type)],
    [terms.accessed, source.accessedOn && format.day(source.accessedOn)],
    [terms.language, source.language],
    [terms.licence, source.licence],
    [terms.note, source.note && <span lang="en">{source.note}</span>],
  ];
  return (
    <>
      <p className="crumbs">{terms.title}</p>
      <ViewTitle title={source.title}>
        <p>
          {source.url ? (
            <a href={source.url} rel="noreferrer" target="_blank">
              {terms.open} ↗
            </a>
          ) : (
            <span className="muted">{terms.noAddress}</span>
          )}
        </p>
      </ViewTitle>
      <dl className="pairs">
        {facts.map(
          ([name, value]) =>
            value && (
              <div key={name} className="pair">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <Citation text={source.citation} />
      <Section
        id="figures"
        title={terms.figures}
        aside={<QueryBehind operation={SOURCE} variables={{ id: source.id }} />}
      >
        <Figures id={source.id} first={source.observations} />
      </Section>
    </>
  );
}

function Figures({ id, first }: { id: string; first: Page }) {
  const words = useWords();
  const format = useFormat();
  const pages = usePages(
    first,
    async (after) => (await ask<SourceAnswer>(SOURCE.document, { id, after })).node?.observations ?? null,
  );
  return (
    <>
      <CountShown shown={pages.rows.length} all={pages.totalCount} />
      <DataTable
        label={words.source.figures}
        isWhole
        rows={pages.rows}
        keyOf={(statement) => statement.id}
        columns={[
          {
            title: words.indicator.region,
            cell: ({ region }) => <Link to={pathTo.region(region.code)}>{region.officialName}</Link>,
          },
          {
            title: words.indicator.name,
            cell: ({ indicator }) => (
              <Link to={pathTo.indicator(indicator.code)}>{format.name(indicator)}</Link>
            ),
          },
          { title: words.region.group, cell: ({ category }) => category && format.name(category) },
          {
            title: words.statement.value,
            isNumber: true,
            cell: (statement) => <SourcedStatement statement={statement} />,
          },
          { title: words.statement.period, cell: ({ period }) => format.period(period) },
          { title: words.region.status, cell: ({ valueStatus }) => wordFor(words.valueStatus, valueStatus) },
          { title: words.statement.by, cell: ({ attributedTo }) => <span lang="en">{attributedTo}</span> },
        ]}
      />
      <LoadMore of={pages} />
    </>
  );
}
