import { basename } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { rowsUnder, type Document } from "./markdown.js";
import { sources, textOf } from "./project.js";

const FILE_NAME = /^(\d{3})-[a-z0-9-]+\.md$/;
const SECTIONS = ["Context", "Choice", "Cost", "Undo"];

/** What is wrong with decisions, in the order of their files. */
function faultsOf(decisions: readonly Document[]): string[] {
  let before = "";
  return decisions.flatMap(({ path, text }, place) => {
    const number = String(place + 1).padStart(3, "0");
    const [title = "", , date = ""] = text.split("\n");
    const sections = [...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    const faults = [
      FILE_NAME.exec(basename(path))?.[1] === number ? "" : `is not numbered ${number}`,
      title.startsWith(`# ${number}. `) ? "" : `has another title than ${number}`,
      /^\d{4}-\d{2}-\d{2}$/.test(date) ? "" : "has no date",
      date < before ? "is older than the one before" : "",
      sections.join() === SECTIONS.join() ? "" : `has not the sections ${SECTIONS.join(", ")}`,
    ];
    before = date;
    return faults.filter((fault) => fault !== "").map((fault) => `${basename(path)} ${fault}`);
  });
}

/** The rows of the list of decisions. */
const listOf = (decisions: readonly Document[]): string[][] =>
  decisions.map(({ path, text }) => {
    const [title = "", , date = ""] = text.split("\n");
    return [`[${title.slice(2)}](${basename(path)})`, date];
  });

describe("Decisions", () => {
  it("are numbered by date without gaps, each with its context, choice, cost and way back", async () => {
    const decisions = await sources(["docs/decisions"], /\/\d[^/]*\.md$/);
    expect(decisions.length).toBeGreaterThan(20);
    expect(faultsOf(decisions)).toEqual([]);
  });

  it("are all listed", async () => {
    const decisions = await sources(["docs/decisions"], /\/\d[^/]*\.md$/);
    expect(rowsUnder(await textOf("docs/decisions/README.md"), "Decision")).toEqual(listOf(decisions));
  });
});

describe("The check of decisions", () => {
  const decision = (number: string, date: string, sections = SECTIONS): Document => ({
    path: `docs/decisions/${number}-x.md`,
    text: `# ${number}. X\n\n${date}\n${sections.map((name) => `\n## ${name}\n\ny\n`).join("")}`,
  });

  it("takes decisions in order", () => {
    expect(faultsOf([decision("001", "2026-01-01"), decision("002", "2026-01-01")])).toEqual([]);
  });

  it("tells gaps, dates that are missing or go back, and sections that are missing", () => {
    const decisions = [
      decision("001", "2026-01-02"),
      decision("003", "2026-01-01"),
      decision("003", "soon", ["Context", "Choice"]),
    ];
    expect(faultsOf(decisions)).toEqual([
      "003-x.md is not numbered 002",
      "003-x.md has another title than 002",
      "003-x.md is older than the one before",
      "003-x.md has no date",
      "003-x.md has not the sections Context, Choice, Cost, Undo",
    ]);
  });
});
