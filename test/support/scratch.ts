import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { writePackage, type Tables } from "./graph.js";
import { startProgram, type Started } from "./started.js";

const COPIED = ["src", "scripts", "data", "schema", "ormconfig.ts", "package.json", "tsconfig.json"];

/** A copy of the project, to be changed as a developer would change it, and run. */
export class Scratch {
  /** Files that were changed or added; of migrations, their folder. */
  readonly places = new Set<string>();
  readonly #running: Started[] = [];
  #isCompiled = false;

  private constructor(readonly folder: string) {}

  static async make(): Promise<Scratch> {
    const folder = await mkdtemp(join(tmpdir(), "cakupan-scratch-"));
    for (const name of COPIED) await cp(name, join(folder, name), { recursive: true });
    await symlink(resolve("node_modules"), join(folder, "node_modules"));
    return new Scratch(folder);
  }

  /** Adds a file. */
  async add(file: string, text: string): Promise<void> {
    this.places.add(file.replace(/(?<=\/)\d+-[\w-]+\.ts$/, ""));
    this.#isCompiled = false;
    await mkdir(dirname(join(this.folder, file)), { recursive: true });
    await writeFile(join(this.folder, file), text);
  }

  /** Adds text to a file, before what stands there. */
  async insert(file: string, before: string, text: string): Promise<void> {
    const present = await readFile(join(this.folder, file), "utf8");
    if (!present.includes(before)) throw new Error(`${file} has no "${before}"`);
    await this.add(
      file,
      present.replace(before, () => text + before),
    );
  }

  /** Adds a migration, and a line for it in the index of migrations. */
  async addMigration(name: string, up: string): Promise<void> {
    const [file, className] = [`9999999999999-${name}`, "Scratch9999999999999"];
    await this.add(
      `src/database/migrations/${file}.ts`,
      `import { Table, TableColumn, type MigrationInterface, type QueryRunner } from "typeorm";
export class ${className} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> { ${up} }
  async down(): Promise<void> { await Promise.reject(new Error("Not undone")); }
}
void [Table, TableColumn];\n`,
    );
    const index = "src/database/migrations/index.ts";
    await this.insert(index, "\n/** Every migration", `import { ${className} } from "./${file}.js";\n`);
    await this.insert(index, "];", `  ${className},\n`);
  }

  /** Changes the descriptor of the data. */
  async describe(change: (resources: any[]) => void): Promise<void> {
    const descriptor = JSON.parse(await readFile(join(this.folder, "data/datapackage.json"), "utf8"));
    change(descriptor.resources);
    await this.add("data/datapackage.json", JSON.stringify(descriptor));
  }

  /** Rows as a package with the copy's table schemas. */
  packageOf(tables: Tables): Promise<string> {
    return writePackage(tables, "cakupan", join(this.folder, "data"));
  }

  /** Starts one of the copy's programs on a database. */
  async start(
    program: string,
    database: string,
    given: string[] = [],
    more: NodeJS.ProcessEnv = {},
  ): Promise<Started> {
    if (!this.#isCompiled)
      await promisify(execFile)(process.execPath, [join(this.folder, "scripts/compile.mjs")]);
    this.#isCompiled = true;
    const started = startProgram(
      join(this.folder, "dist", program.replace(/\.ts$/, ".js")),
      { DATABASE_URL: database, NODE_ENV: "development", ...more },
      { given, cwd: this.folder },
    );
    this.#running.push(started);
    return started;
  }

  /** Runs one of the copy's commands, which must succeed. */
  async run(program: string, database: string, ...given: string[]): Promise<string> {
    const { code, output, errors } = await (await this.start(program, database, given)).ended;
    if (code !== 0) throw new Error(`${program} ${given.join(" ")} ended with ${code}: ${errors}${output}`);
    return output;
  }

  async remove(): Promise<void> {
    for (const { server } of this.#running) server.kill("SIGKILL");
    await rm(this.folder, { recursive: true });
  }
}
