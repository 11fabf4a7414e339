import { type ReactNode, useEffect, useRef } from "react";
import { Share } from "../parts/share.js";
import { type Language, useLanguage } from "./language.js";
import { Link, useAddress } from "./route.js";

/** The frame of every view: the way to the others, the choice of language, and what to know about the figures. */
export function Layout({
  children,
  kind,
}: {
  children: ReactNode;
  kind: "page" | "explorer" | "desk" | "embedded";
}) {
  const { words } = useLanguage();
  if (kind === "embedded") return <main className="content embedded">{children}</main>;
  const className = { page: "content", explorer: "wide", desk: "content desk" }[kind];
  return (
    <>
      <a className="skip" href="#content">
        {words.skip}
      </a>
      <Header />
      <main id="content" tabIndex={-1} className={className}>
        {children}
      </main>
      {kind === "page" && (
        <footer className="footer">
          <Share />
          <p>{words.footer}</p>
        </footer>
      )}
    </>
  );
}

function Header() {
  const { words } = useLanguage();
  const { pathname } = useAddress();
  const { nav } = words;
  return (
    <header className="header">
      <Link to="/" className="brand" current={pathname === "/"}>
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M2 2h7v7H2zM11 2h7v7h-7zM2 11h7v7H2z" fill="currentColor" />
          <path d="M11.5 11.5h6v6h-6z" fill="none" stroke="currentColor" />
        </svg>
        {words.name}
      </Link>
      <nav aria-label={nav.label}>
        <Link to="/indicators" current={pathname.startsWith("/indicators")}>
          {nav.indicators}
        </Link>
        <Link to="/conflicts" current={pathname === "/conflicts"}>
          {nav.conflicts}
        </Link>
        <Link to="/explorer" current={pathname === "/explorer"}>
          {nav.explorer}
        </Link>
      </nav>
      <Languages />
    </header>
  );
}

const LANGUAGES: { language: Language; name: string; short: string }[] = [
  { language: "id", name: "Bahasa Indonesia", short: "ID" },
  { language: "en", name: "English", short: "EN" },
];

function Languages() {
  const { language: chosen, words, choose } = useLanguage();
  return (
    <div className="languages" role="group" aria-label={words.language}>
      {LANGUAGES.map(({ language, name, short }) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-label={`${short}, ${name}`}
          aria-pressed={language === chosen}
          onClick={() => {
            choose(language);
          }}
        >
          {short}
        </button>
      ))}
    </div>
  );
}

/** The heading of a view, which also names the document; it takes the focus when the reader came from another view. */
export function ViewTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useAddress();
  useEffect(() => {
    document.title = pathname === "/" ? "Cakupan" : `${title} · Cakupan`;
  }, [title, pathname]);
  useEffect(() => {
    if (history.state === null && document.activeElement !== document.body) heading.current?.focus();
  }, [pathname]);
  return (
    <header className="view-title">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </header>
  );
}
