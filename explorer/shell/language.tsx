import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import type { Named } from "../graph/answers.js";
import { en, type Words } from "../words/en.js";
import { id } from "../words/id.js";
import { setParameters } from "./route.js";

export type Language = "en" | "id";

const WORDS: Record<Language, Words> = { en, id };
const STORED = "cakupan:language";

const isLanguage = (text: string | null): text is Language => text === "en" || text === "id";

/** The language of the address, else the one chosen before, else the first of the browser's that we have. */
function firstLanguage(): Language {
  const candidates = [
    new URL(location.href).searchParams.get("lang"),
    localStorage.getItem(STORED),
    ...navigator.languages.map((tag) => tag.slice(0, 2)),
  ];
  return candidates.find(isLanguage) ?? "en";
}

interface LanguageContext {
  language: Language;
  words: Words;
  choose: (language: Language) => void;
}

const Context = createContext<LanguageContext>({ language: "en", words: en, choose: () => undefined });

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);

  useEffect(() => {
    document.documentElement.lang = language;
    localStorage.setItem(STORED, language);
  }, [language]);

  const choose = (chosen: Language): void => {
    setLanguage(chosen);
    if (new URL(location.href).searchParams.has("lang")) setParameters({ lang: chosen });
  };
  return <Context value={{ language, words: WORDS[language], choose }}>{children}</Context>;
}

export const useLanguage = (): LanguageContext => useContext(Context);
export const useWords = (): Words => useContext(Context).words;

/** The word for a value of an enumeration; the value itself where none is known. */
export function wordFor(words: Record<string, string>, value: string | null): string {
  return value === null ? "" : (words[value] ?? value.toLowerCase().replaceAll("_", " "));
}

export interface Format {
  number: (value: number) => string;
  percent: (value: number) => string;
  day: (day: string) => string;
  /** A period in as few words as its precision allows: a year, a month, a day, or from one day to another. */
  period: (period: { start: string; end: string }) => string;
  /** The month of an instant; only the year in January. */
  month: (instant: Date) => string;
  name: (named: Named) => string;
  amount: (value: number, unit: string) => string;
  /** The same in few letters, as axes and legends have room for. */
  shortAmount: (value: number, unit: string) => string;
}

/** Digits behind the point that a number of this size is written with. */
const digitsOf = (size: number): number => (size < 1 ? 4 : size < 100 ? 2 : 0);

/** How numbers, days and names are written in the reader's language. */
export function useFormat(): Format {
  const { language, words } = useLanguage();
  const number = (value: number): string =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digitsOf(Math.abs(value)) }).format(value);
  const percent = (value: number): string =>
    new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(value);
  const write = (day: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(new Date(day));
  const day = (text: string): string => write(text, { day: "numeric", month: "short", year: "numeric" });
  const period = ({ start, end }: { start: string; end: string }): string => {
    if (start === end) return day(start);
    if (start.endsWith("-01-01") && end === `${start.slice(0, 4)}-12-31`) return start.slice(0, 4);
    if (start.slice(0, 7) === end.slice(0, 7) && start.endsWith("-01") && isLastOfMonth(end))
      return write(start, { month: "short", year: "numeric" });
    return `${day(start)} – ${day(end)}`;
  };
  const month = (instant: Date): string =>
    instant.getUTCMonth() === 0
      ? String(instant.getUTCFullYear())
      : write(instant.toISOString(), { month: "short", year: "2-digit" });
  const amount = (value: number, unit: string): string => {
    if (unit === "FRACTION") return percent(value);
    if (unit === "IDR") return `Rp ${number(value)}`;
    return unit === "PERSONS" ? number(value) : `${number(value)} ${wordFor(words.unit, unit)}`;
  };
  const shortAmount = (value: number, unit: string): string => {
    if (unit === "FRACTION") return percent(value);
    const short = new Intl.NumberFormat(language, {
      notation: "compact",
      maximumFractionDigits: 1,
    }).format(value);
    return unit === "IDR" ? `Rp ${short}` : short;
  };
  return {
    number,
    percent,
    day,
    period,
    month,
    amount,
    shortAmount,
    name: (named) => (language === "id" ? named.nameId : named.name),
  };
}

function isLastOfMonth(day: string): boolean {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.getUTCDate() === 1;
}
