import { useMemo, useState } from "react";
import { useWords } from "../shell/language.js";
import type { Shape } from "./address.js";
import { AnswerChart } from "./answer-chart.js";
import { AnswerMap } from "./answer-map.js";
import { AnswerTable } from "./answer-table.js";
import { listsIn, type Rows } from "./rows.js";

/** The lists of an answer, of which one is shown as a table, as a chart or as a map. */
export function ShapedAnswer({ shape, response }: { shape: Exclude<Shape, "json">; response: string }) {
  const { explorer } = useWords();
  const lists = useMemo(() => listsIn(response), [response]);
  const [chosen, setChosen] = useState<string | null>(null);
  const list: Rows | undefined = lists.find(({ path }) => path === chosen) ?? lists[0];
  if (response.trim() === "") return <p className="answer-none">{explorer.run}</p>;
  if (!list) return <p className="answer-none">{explorer.noRows}</p>;
  return (
    <div className="answer-shape">
      {lists.length > 1 && (
        <label>
          {explorer.list}{" "}
          <select
            value={list.path}
            onChange={({ target }) => {
              setChosen(target.value);
            }}
          >
            {lists.map(({ path, rows }) => (
              <option key={path} value={path}>
                {path} ({rows.length})
              </option>
            ))}
          </select>
        </label>
      )}
      {shape === "table" && <AnswerTable key={list.path} list={list} />}
      {shape === "chart" && <AnswerChart key={keyOf(list)} list={list} />}
      {shape === "map" && <AnswerMap key={keyOf(list)} list={list} />}
    </div>
  );
}

const keyOf = ({ path, columns }: Rows): string => `${path} ${columns.join()}`;
