import { readFileSync } from "node:fs";
import path from "node:path";
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import boundaries from "eslint-plugin-boundaries";
import tseslint from "typescript-eslint";

const root = import.meta.dirname;

/** The modules in the order of `src/modules/index.ts`: a module may import only from earlier ones. */
const moduleList = readFileSync(path.join(root, "src/modules/index.ts"), "utf8");
const modules = [...moduleList.matchAll(/from "\.\/([\w-]+)\/index\.js"/g)].map(([, name]) => name);

/** Pairs of modules that must not import from each other. */
const independentModules = [["coverage", "statistics"]];

/** A module's parts: files that later modules may import, the one that the list of modules imports, and the rest. */
const moduleParts = (name) => ({
  shared: `shared files of ${name}`,
  manifest: `manifest of ${name}`,
  rest: `files of ${name}`,
});
const everyModule = modules.map(moduleParts);

/** The folders of `src/graph` in order: each may import only from earlier ones. */
const graphRooms = ["document", "declare", "plan", "execution", "read", "explain", "price"];
const roomName = (room) => `graph/${room}`;
const graph = graphRooms.map(roomName);

/** The parts of the code, and the other parts that each may import. A file belongs to the first part that matches it. */
const parts = [
  { name: "errors", files: "src/errors.ts", imports: [] },
  { name: "rules of access", files: "src/access/{scope,viewer,stored-key}.ts", imports: ["errors"] },
  { name: "database address", files: "src/database/database-url.ts", imports: [] },
  { name: "time", files: "src/time/**", imports: [] },
  { name: "collections", files: "src/collections.ts", imports: [] },
  { name: "production", files: "src/production.ts", imports: [] },
  { name: "config", files: "src/config.ts", imports: ["errors", "database address"] },
  { name: "database", files: "src/database/**", imports: ["errors", "time", "collections"] },
  { name: "package", files: "src/package/**", imports: ["errors", "time", "collections", "database"] },
  ...graphRooms.map((room) => ({
    name: roomName(room),
    files: `src/graph/${room}/**`,
    imports: [
      "errors",
      "time",
      "collections",
      "rules of access",
      "database",
      ...graphRooms.slice(0, graphRooms.indexOf(room)).map(roomName),
    ],
  })),
  { name: "files", files: "src/files/**", imports: ["errors", "time", "collections"] },
  {
    name: "download",
    files: "src/download/**",
    imports: ["errors", "time", "collections", "rules of access", "files", ...graph],
  },
  { name: "mcp", files: "src/mcp/**", imports: ["errors"] },
  {
    name: "federation",
    files: "src/federation/**",
    imports: ["errors", "time", "collections", "rules of access", "database", ...graph],
  },
  {
    name: "module list",
    files: "src/modules/*.ts",
    imports: [
      "errors",
      "time",
      "collections",
      "rules of access",
      "database",
      "package",
      ...graph,
      ...everyModule.map(({ manifest }) => manifest),
    ],
  },
  ...everyModule.flatMap((module, place) => {
    const folder = `src/modules/${modules[place]}`;
    const earlier = everyModule
      .slice(0, place)
      .filter(
        (_, other) =>
          !independentModules.some((pair) => [place, other].every((each) => pair.includes(modules[each]))),
      )
      .map(({ shared }) => shared);
    const declare = roomName("declare");
    const imports = [
      "errors",
      "time",
      "collections",
      "rules of access",
      "database",
      declare,
      "package",
      ...earlier,
      ...Object.values(module),
    ];
    return [
      {
        name: module.shared,
        files: `${folder}/**/*.{entity,scalar,package,type,queries,rules,changes}.ts`,
        imports,
      },
      { name: module.manifest, files: `${folder}/index.ts`, imports },
      { name: module.rest, files: `${folder}/**`, imports },
    ];
  }),
];
const modulesAndBelow = [
  "errors",
  "time",
  "collections",
  "rules of access",
  "database",
  "package",
  ...graph,
  "module list",
  ...everyModule.flatMap(Object.values),
];
const dataSource = { name: "data source", files: "ormconfig.ts" };
parts.push(
  { ...dataSource, imports: [...modulesAndBelow, "config", "database address"] },
  { name: "transfer", files: "src/transfer/**", imports: [...modulesAndBelow, "files"] },
);
parts.push({ name: "intake", files: "src/intake/**", imports: [...modulesAndBelow, "files", "transfer"] });
parts.push({ name: "access", files: "src/access/**", imports: [...modulesAndBelow, "config"] });
parts.push({ name: "webhooks", files: "src/webhooks/**", imports: modulesAndBelow });
parts.push({ name: "server", files: "src/server/**", imports: parts.map(({ name }) => name) });
parts.push({ name: "main", files: "src/main.ts", imports: parts.map(({ name }) => name) });

const importDirections = {
  files: ["src/**/*.ts", dataSource.files],
  plugins: { boundaries },
  settings: {
    "import/resolver": { [path.join(root, "eslint.resolver.cjs")]: {} },
    "boundaries/root-path": root,
    "boundaries/files": parts.map(({ name, files }) => ({ category: name, pattern: files })),
    "boundaries/files-single-match": true,
    "boundaries/dependency-nodes": ["import", "dynamic-import", "export", "require"],
  },
  rules: {
    "boundaries/no-unknown-files": "error",
    "boundaries/dependencies": [
      "error",
      {
        default: "disallow",
        checkUnknownLocals: true,
        checkInternals: true,
        policies: parts.map(({ name, imports }) => ({
          from: { file: { categories: name } },
          allow: { to: { file: { categories: [name, ...imports] } } },
        })),
      },
    ],
  },
};

const ENVIRONMENT_MESSAGE = "Only src/config.ts reads the environment.";

const BYPASSED_DECORATORS = [
  "Authorized",
  "UseMiddleware",
  "createMethodMiddlewareDecorator",
  "createResolverClassMiddlewareDecorator",
];
const BYPASSED_MESSAGE =
  "It would have no effect on most fields, since they do not have a resolver that type-graphql calls.";

const exportsByName = [
  { selector: "ExportDefaultDeclaration", message: "Export by name." },
  { selector: "ExportSpecifier[exported.name='default']", message: "Export by name." },
  { selector: "ExportAllDeclaration", message: "Name what is exported." },
];

export default defineConfig(
  { ignores: ["dist/", "coverage/", "var/", "clients/lib/", "clients/src/generated/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      // Resolvers and entities must be classes, since decorators apply only to classes.
      "@typescript-eslint/no-extraneous-class": "off",
      // Rows are plain objects; the classes of entities and types only describe them.
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    },
  },
  importDirections,
  {
    files: ["src/**/*.ts"],
    rules: { "no-restricted-syntax": ["error", ...exportsByName] },
  },
  {
    files: ["src/**/*.ts", "ormconfig.ts"],
    ignores: ["src/config.ts", "src/production.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: ENVIRONMENT_MESSAGE },
        { object: "globalThis", property: "process", message: ENVIRONMENT_MESSAGE },
      ],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            ...["process", "node:process"].map((name) => ({ name, message: ENVIRONMENT_MESSAGE })),
            { name: "type-graphql", importNames: BYPASSED_DECORATORS, message: BYPASSED_MESSAGE },
          ],
        },
      ],
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    // Packages of their own, without types of their own.
    files: ["gateway/**/*.js", "scripts/bench/peers/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        [
          "AbortSignal",
          "Headers",
          "Response",
          "URL",
          "clearTimeout",
          "console",
          "fetch",
          "performance",
          "process",
          "setTimeout",
        ].map((name) => [name, "readonly"]),
      ),
    },
    rules: { "no-restricted-syntax": ["error", ...exportsByName] },
  },
  {
    files: ["**/*.cjs"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
    languageOptions: { globals: { require: "readonly", module: "writable" } },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // Tests read answers whose shape depends on the operation in the same test.
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
