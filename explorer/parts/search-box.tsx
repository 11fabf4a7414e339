import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from "react";
import type { Indicator, SearchHit } from "../graph/answers.js";
import { CHOICES, SEARCH } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { Link, pathTo } from "../shell/route.js";

/** Something found, and where in the page to read on. */
interface Found {
  key: string;
  kind: string;
  name: string;
  more: string | null;
  to: string;
}

const PAUSE = 200;

/** Finds as the reader types. */
export function SearchBox() {
  const words = useWords();
  const id = useId();
  const [text, setText] = useState("");
  const settled = useSettled(useDeferredValue(text.trim()));
  return (
    <search className="search" onKeyDown={moveAmongResults}>
      <label htmlFor={id}>{words.search.label}</label>
      <input
        id={id}
        type="search"
        value={text}
        placeholder={words.search.placeholder}
        autoComplete="off"
        maxLength={100}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <p className="muted small" id={`${id}-hint`}>
        {words.search.hint}
      </p>
      {settled.length > 1 && <Results text={settled} />}
    </search>
  );
}

/** Arrow keys move between the field and what was found; Enter in the field opens the first of it. */
function moveAmongResults(event: KeyboardEvent<HTMLElement>): void {
  const field = event.currentTarget.querySelector("input");
  const found = [...event.currentTarget.querySelectorAll<HTMLElement>(".results a")];
  const stops: (HTMLElement | null)[] = [field, ...found];
  const place = stops.findIndex((stop) => stop === document.activeElement);
  if (event.key === "Enter" && place === 0) found[0]?.click();
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
  const next = stops[place + (steps[event.key] ?? 0)];
  if (!next || !(event.key in steps)) return;
  event.preventDefault();
  next.focus();
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(text);
    }, PAUSE);
    return () => {
      clearTimeout(timer);
    };
  }, [text]);
  return settled;
}

function Results({ text }: { text: string }) {
  const words = useWords();
  const found = useFound(text);
  const isDone = found !== null;
  return (
    <>
      <p className="muted small" role="status">
        {isDone ? (found.length > 0 ? words.search.found(found.length) : words.search.none) : words.loading}
      </p>
      <ul className="results">
        {found?.map(({ key, kind, name, more, to }) => (
          <li key={key}>
            <Link to={to}>
              <span className="result-name">{name}</span>
              <span className="muted small">
                {[wordFor(words.search.kind, kind), more].filter(Boolean).join(" · ")}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function useFound(text: string): Found[] | null {
  const format = useFormat();
  const words = useWords();
  const answer = useAnswer(SEARCH, { text });
  const { data: known } = useAnswer(CHOICES, {});
  if (answer.error !== null) return [];
  if (!answer.data) return null;
  const indicators = (known?.indicators ?? []).filter((indicator) => isNamed(indicator, text)).slice(0, 4);
  return [
    ...indicators.map((indicator) => ({
      key: indicator.code,
      kind: "Indicator",
      name: format.name(indicator),
      more: null,
      to: pathTo.indicator(indicator.code),
    })),
    ...answer.data.search.flatMap((hit, place) => foundOf(hit, place, format.name) ?? []),
    ...answer.data.sources.nodes.map(({ id, publisher, title, publishedOn, publishedText }) => ({
      key: id,
      kind: "Source",
      name: `${publisher}: ${title}`,
      more: publishedOn ? format.day(publishedOn) : (publishedText ?? words.statement.undated),
      to: pathTo.source(id),
    })),
  ];
}

const isNamed = ({ code, name, nameId }: Indicator, text: string): boolean =>
  [code, name, nameId].some((each) => each.toLowerCase().includes(text.toLowerCase()));

function foundOf(
  hit: SearchHit,
  place: number,
  nameOf: (named: { code: string; name: string; nameId: string }) => string,
): Found | null {
  const { __typename: kind, code, officialName, region, categoryCode } = hit;
  const found = { key: `${kind} ${place}`, kind };
  if (code !== undefined && officialName !== undefined)
    return { ...found, name: officialName, more: hit.parent?.name ?? code, to: pathTo.region(code) };
  if (categoryCode !== undefined) {
    const name = nameOf({ code: categoryCode, name: hit.categoryName ?? "", nameId: hit.nameId ?? "" });
    const to = `${pathTo.indicator("PROTECTED_WORKERS")}?category=${encodeURIComponent(categoryCode)}`;
    return { ...found, name, more: null, to };
  }
  if (!region) return null;
  const title = hit.name ?? [hit.type, hit.number, hit.year, hit.subject].filter(Boolean).join(" ");
  return { ...found, name: title, more: region.officialName, to: pathTo.region(region.code) };
}
