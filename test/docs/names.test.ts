import { ApolloServerErrorCode } from "@apollo/server/errors";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { AGREED, difference, escaped, spansOf, type Document } from "./markdown.js";
import { documents, filesBelow, sources, textOf } from "./project.js";

const PATH = /(?<![\w./:@-])(?:src|docs|test|scripts|schema|data|explorer|clients)\/[\w.*<>/-]*/g;
const FILE_NAME = /^[\w.<>*-]+\.(?:ts|js|json|md|graphql)$/;

/** A pattern with `*`, and `<names>` that stand for anything, as a regular expression. */
const matcher = (pattern: string): string =>
  pattern
    .split(/(\*|<[^>]*>)/)
    .map((part, place) => (place % 2 === 1 ? "[^/]*" : escaped(part)))
    .join("");

/** Paths and names of files that a text names, and that no file has. */
function missingFiles(text: string, files: readonly string[]): string[] {
  const paths = [...text.matchAll(PATH)].map(([path]) => path.replace(/\.$/, ""));
  const gone = paths.filter((path) => {
    const pattern = new RegExp(`^${matcher(path)}${path.endsWith("/") ? "" : "(?:/|$)"}`);
    return !files.some((file) => pattern.test(file));
  });
  const names = spansOf(text).filter((span) => FILE_NAME.test(span));
  const unknown = names.filter((name) => {
    const pattern = new RegExp(`(?:^|/)${matcher(name)}$`);
    return !files.some((file) => pattern.test(file));
  });
  return [...new Set([...gone, ...unknown])];
}

const NAME = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_][\w]*)*(?:\(.*\))?$/;

/** Names with a capital that are HTTP's or Apollo Server's, and that no source has. */
const OF_OTHERS = new Set(["Accept", "Allow", "ETag", ...Object.values<string>(ApolloServerErrorCode)]);

/** Names of code that stand between backticks, and that no source has: those with a capital, or with brackets. */
function missingNames(text: string, words: ReadonlySet<string>): string[] {
  const spans = spansOf(text).filter(
    (span) => NAME.test(span) && !FILE_NAME.test(span) && /[A-Z(]/.test(span),
  );
  const names = spans.flatMap((span) => span.replace(/\(.*/, "").split("."));
  return [...new Set(names)].filter((name) => !OF_OTHERS.has(name) && !words.has(name));
}

/** The scripts of package.json that texts name as commands, or, for what npm runs by itself, between backticks. */
function scriptsNamed(text: string): string[] {
  const commands = [...text.matchAll(/\bnpm (?:run (?:--silent )?)?([a-z][\w:-]*)/g)];
  const hooks = spansOf(text).filter((span) => /^(?:pre|post)(?:start|build|test|import)$/.test(span));
  return [...commands.map(([, name = ""]) => name), ...hooks].filter((name) => !NPM.has(name));
}
const NPM = new Set(["ci", "install", "run"]);

/** The options of commands that a text names. */
const optionsIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option);

describe("Names in documents", () => {
  let all: Document[];

  beforeAll(async () => {
    all = await documents();
  });

  it("are those of files that exist", async () => {
    const files = await filesBelow(".");
    const missing = all.flatMap(({ path, text }) =>
      missingFiles(text, files).map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it("are those of code that exists", async () => {
    const code = await sources(
      ["src", "scripts", "schema", "data", "explorer", "clients", "gateway"],
      /\.(ts|js|json|graphql|csv)$/,
    );
    const tests = await sources(["test"], /\.(ts|json)$/);
    const root = await Promise.all(["package.json", "ormconfig.ts", "eslint.config.js"].map(textOf));
    const texts = [...code, ...tests.filter(({ path }) => !path.startsWith("test/docs/"))].map(
      ({ text }) => text,
    );
    const words = new Set([...texts, ...root].flatMap((text) => text.match(/[A-Za-z_$][\w$]*/g) ?? []));
    // The changelog tells of what was, and databases of what others call theirs.
    const held = all.filter(({ path }) => !/CHANGELOG|databases\.md|^data\//.test(path));
    const missing = held.flatMap(({ path, text }) =>
      missingNames(text, words).map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it("are those of the scripts of package.json, each of which is named", async () => {
    const { scripts } = JSON.parse(await textOf("package.json")) as { scripts: Record<string, string> };
    expect(
      difference(
        all.flatMap(({ text }) => scriptsNamed(text)),
        Object.keys(scripts),
      ),
    ).toEqual(AGREED);
  });

  it.each([
    ["docs/use/import.md", ["scripts/import-options.ts", "scripts/template.ts"]],
    ["docs/use/export.md", ["scripts/export.ts", "scripts/generate.ts"]],
    ["docs/develop/performance.md", ["scripts/bench/options.ts"]],
    ["docs/develop/reading.md", ["scripts/explain.ts"]],
    ["docs/use/operations.md", ["src/server/start-options.ts"]],
  ])("of %s are all options of its commands, and no others", async (page, commands) => {
    const code = (await Promise.all(commands.map(textOf))).flatMap(optionsIn);
    expect(difference(optionsIn(await textOf(page)), code)).toEqual(AGREED);
  });
});

describe("The check of names", () => {
  const files = ["src/main.ts", "src/modules/regions/region.entity.ts", "docs/use/a.md"];

  it("takes paths, folders, patterns and names of files that exist", () => {
    const text =
      "See src/main.ts, `src/modules/`, src/modules/*/*.entity.ts. `<noun>.entity.ts` in `src/modules/<domain>/`, and `main.ts`.";
    expect(missingFiles(text, files)).toEqual([]);
  });

  it("tells paths, folders, patterns and names of files that do not", () => {
    const text =
      "See src/man.ts, `src/module/`, src/modules/*/*.queries.ts and `region.table.ts`, not https://x.y/src/z.";
    expect(missingFiles(text, files)).toEqual([
      "src/man.ts",
      "src/module/",
      "src/modules/*/*.queries.ts",
      "region.table.ts",
    ]);
  });

  it("tells names of code that is gone", () => {
    const text = "`Reader`, `readRows()`, `rate.derivedFrom`, `GONE`, `goneToo(db)`, `plain`, `two words`";
    const words = new Set(["Reader", "readRows", "rate", "derivedFrom"]);
    expect(missingNames(text, words)).toEqual(["GONE", "goneToo"]);
  });

  it("finds scripts in prose and in blocks", () => {
    const text =
      "`npm ci && npm start`, `prestart`\n```sh\nnpm run import -- x\nnpm test -- y\nnpm run test:upgrade\n```";
    expect(scriptsNamed(text).sort()).toEqual(["import", "prestart", "start", "test", "test:upgrade"]);
  });

  it("tells a script that is not named, and one that does not exist", () => {
    expect(difference(scriptsNamed("npm run biuld"), ["build"])).toEqual({
      undocumented: ["build"],
      unknown: ["biuld"],
    });
  });

  it("finds options, and no dashes", () => {
    expect(optionsIn("`npm run x -- --only W1` --- a--b `--dry-run`")).toEqual(["--only", "--dry-run"]);
  });
});
