import { useState } from "react";
import type { ChoicesAnswer, ConflictsAnswer } from "../graph/answers.js";
import { ask } from "../graph/ask.js";
import { CHOICES, CONFLICTS } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { ConflictList } from "../parts/conflict-list.js";
import { QueryBehind, Shown } from "../parts/shown.js";
import { useFormat, useWords } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { setParameters, useAddress } from "../shell/route.js";

interface Variables {
  filter: Record<string, unknown>;
}

/** All disagreements between sources, by region and indicator. */
export function Conflicts() {
  const words = useWords();
  const { searchParams } = useAddress();
  const choices = useAnswer(CHOICES, {});
  const within = searchParams.get("within") ?? "ID";
  const indicator = searchParams.get("indicator");
  const variables = {
    filter: { region: { within }, ...(indicator !== null && { indicator: { eq: indicator } }) },
  };
  const answer = useAnswer(CONFLICTS, variables);
  return (
    <>
      <ViewTitle title={words.conflicts.title}>
        <p className="lead">{words.conflicts.lead}</p>
        <QueryBehind operation={CONFLICTS} variables={variables} />
      </ViewTitle>
      {choices.data && <Controls choices={choices.data} within={within} indicator={indicator} />}
      <Shown answer={answer}>
        {({ conflicts }) => <Pages key={JSON.stringify(variables)} first={conflicts} variables={variables} />}
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
    <div className="controls">
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
    </div>
  );
}

function Pages({ first, variables }: { first: ConflictsAnswer["conflicts"]; variables: Variables }) {
  const words = useWords();
  const format = useFormat();
  const [pages, setPages] = useState([first]);
  const nodes = pages.flatMap((page) => page.nodes);
  const end = pages.at(-1)?.pageInfo;
  const loadMore = async (after: string): Promise<void> => {
    const { conflicts } = await ask<ConflictsAnswer>(CONFLICTS.document, { ...variables, after });
    setPages([...pages, conflicts]);
  };
  return (
    <>
      <p className="muted small" role="status">
        {first.totalCount === 0
          ? words.conflicts.none
          : words.shown(format.number(nodes.length), format.number(first.totalCount))}
      </p>
      <ConflictList conflicts={nodes} heading="h2" />
      {end?.hasNextPage && end.endCursor && (
        <button type="button" onClick={() => void loadMore(end.endCursor ?? "")}>
          {words.more}
        </button>
      )}
    </>
  );
}
