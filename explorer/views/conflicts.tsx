import type { ChoicesAnswer, ConflictsAnswer } from "../graph/answers.js";
import { ask } from "../graph/ask.js";
import { CHOICES, CONFLICTS, type ConflictVariables } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { usePages } from "../graph/use-pages.js";
import { ConflictList } from "../parts/conflict-list.js";
import { CountShown, LoadMore } from "../parts/pages.js";
import { QueryBehind, Shown } from "../parts/shown.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { setParameters, useAddress } from "../shell/route.js";

const KINDS = ["VALUE", "TIME", "BASE", "COUNTING"];
const ORDERS = ["RELATIVE_SPREAD", "REGION"];

/** All disagreements between sources, by region and indicator. */
export function Conflicts() {
  const words = useWords();
  const { searchParams } = useAddress();
  const choices = useAnswer(CHOICES, {});
  const within = searchParams.get("within") ?? "ID";
  const indicator = searchParams.get("indicator");
  const kind = searchParams.get("kind");
  const order = searchParams.get("order") ?? "RELATIVE_SPREAD";
  const variables: ConflictVariables = {
    filter: { region: { within }, ...(indicator !== null && { indicator: { eq: indicator } }) },
    ...(kind !== null && { kind: { eq: kind } }),
    orderBy: [{ field: order, direction: order === "REGION" ? "ASC" : "DESC" }],
  };
  const answer = useAnswer(CONFLICTS, variables);
  return (
    <>
      <ViewTitle title={words.conflicts.title}>
        <p className="lead">{words.conflicts.lead}</p>
        <QueryBehind operation={CONFLICTS} variables={variables} hasFiles />
      </ViewTitle>
      {choices.data && (
        <div className="controls">
          <Controls choices={choices.data} within={within} indicator={indicator} />
          <Kinds kind={kind} order={order} />
        </div>
      )}
      <Shown answer={answer}>
        {({ conflicts }) => <Found key={JSON.stringify(variables)} first={conflicts} variables={variables} />}
      </Shown>
    </>
  );
}

function Controls({
  choices,
  within,
  indicator,
}: {
  choices: ChoicesAnswer;
  within: string;
  indicator: string | null;
}) {
  const words = useWords();
  const format = useFormat();
  return (
    <>
      <label>
        {words.conflicts.within}{" "}
        <select
          value={within}
          onChange={({ target }) => {
            setParameters({ within: target.value === "ID" ? null : target.value });
          }}
        >
          <option value="ID">{words.conflicts.all}</option>
          {choices.provinces.nodes.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.conflicts.indicator}{" "}
        <select
          value={indicator ?? ""}
          onChange={({ target }) => {
            setParameters({ indicator: target.value || null });
          }}
        >
          <option value="">{words.conflicts.any}</option>
          {choices.indicators.map((each) => (
            <option key={each.code} value={each.code}>
              {format.name(each)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Kinds({ kind, order }: { kind: string | null; order: string }) {
  const words = useWords();
  return (
    <>
      <label>
        {words.conflicts.kind}{" "}
        <select
          value={kind ?? ""}
          onChange={({ target }) => {
            setParameters({ kind: target.value || null });
          }}
        >
          <option value="">{words.conflicts.anyKind}</option>
          {KINDS.map((each) => (
            <option key={each} value={each}>
              {wordFor(words.conflictKind, each)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.conflicts.order}{" "}
        <select
          value={order}
          onChange={({ target }) => {
            setParameters({ order: target.value });
          }}
        >
          {ORDERS.map((each) => (
            <option key={each} value={each}>
              {wordFor(words.conflicts.orders, each)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function Found({ first, variables }: { first: ConflictsAnswer["conflicts"]; variables: ConflictVariables }) {
  const words = useWords();
  const pages = usePages(
    first,
    async (after) => (await ask<ConflictsAnswer>(CONFLICTS.document, { ...variables, after })).conflicts,
  );
  return (
    <>
      {pages.totalCount === 0 ? (
        <p className="muted small" role="status">
          {words.conflicts.none}
        </p>
      ) : (
        <CountShown shown={pages.rows.length} all={pages.totalCount} />
      )}
      <ConflictList conflicts={pages.rows} heading="h2" />
      <LoadMore of={pages} />
    </>
  );
}
