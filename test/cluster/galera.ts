import { execFile, spawn, type ChildProcess } from "node:child_process";
import { openSync, rmSync } from "node:fs";
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import mysql, { type Connection, type RowDataPacket } from "mysql2/promise";
import { DATABASE_USER, freePorts, GALERA, handOver, killed, until } from "./programs.js";

const run = promisify(execFile);
const NAMES = [1, 2, 3];
const MARIADBD = "/usr/sbin/mariadbd";

/** One node of a cluster on the loopback address, with the settings of `deploy/galera.cnf`. */
export class Node {
  #process: ChildProcess | null = null;

  constructor(
    readonly folder: string,
    readonly name: number,
    readonly port: number,
    /** For its group, for what it has missed, and for a whole copy. */
    readonly others: readonly [number, number, number],
    readonly providerOptions: string,
  ) {}

  get address(): string {
    return `127.0.0.1:${this.others[0]}`;
  }

  get data(): string {
    return join(this.folder, `data-${this.name}`);
  }

  url(database: string): string {
    return `mariadb://cakupan:cakupan@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts the node, which then gets what it has missed. */
  async start(cluster: string, more: readonly string[] = []): Promise<void> {
    const log = openSync(join(this.folder, `node-${this.name}.log`), "a");
    const given = [...this.#settings(), `--wsrep-cluster-address=gcomm://${cluster}`, ...more];
    this.#process = spawn(MARIADBD, given, { stdio: ["ignore", log, log] });
    await until(`node ${this.name} is synced`, () => this.isSynced());
  }

  /** Where a node that was killed has to go on, as it must be told. */
  async recovered(): Promise<string[]> {
    const file = join(this.folder, `recovered-${this.name}.log`);
    await run(MARIADBD, [...this.#settings(), "--wsrep-recover", `--log-error=${file}`]).catch(
      () => undefined,
    );
    const position = /Recovered position: (\S+)/.exec(await readFile(file, "utf8"))?.[1];
    return position === undefined ? [] : [`--wsrep-start-position=${position}`];
  }

  async kill(): Promise<void> {
    if (this.#process) await killed(this.#process);
  }

  async asked<T>(ask: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await mysql.createConnection(this.url(""));
    try {
      return await ask(connection);
    } finally {
      connection.destroy();
    }
  }

  async isSynced(): Promise<boolean> {
    return this.asked(async (connection) => {
      const [rows] = await connection.query<RowDataPacket[]>("SHOW STATUS LIKE 'wsrep_local_state'");
      return rows[0]?.Value === "4";
    });
  }

  /** Cuts the node off from the others, or ends that. */
  isolate(isIsolated: boolean): Promise<unknown> {
    const option = `gmcast.isolate=${isIsolated ? 1 : 0}`;
    return this.asked((connection) => connection.query(`SET GLOBAL wsrep_provider_options = '${option}'`));
  }

  #settings(): string[] {
    const [group, missed, copy] = this.others;
    return [
      "--defaults-file=deploy/galera.cnf",
      ...DATABASE_USER,
      `--datadir=${this.data}`,
      `--socket=${join(this.folder, `${this.name}.sock`)}`,
      `--pid-file=${join(this.folder, `${this.name}.pid`)}`,
      "--bind-address=127.0.0.1",
      `--port=${this.port}`,
      "--skip-name-resolve",
      "--skip-log-bin",
      "--innodb-buffer-pool-size=64M",
      "--innodb-flush-log-at-trx-commit=0",
      `--wsrep-provider=${GALERA}`,
      `--wsrep-node-address=127.0.0.1:${group}`,
      `--wsrep-node-name=${this.name}`,
      `--wsrep-sst-receive-address=127.0.0.1:${copy}`,
      `--wsrep-provider-options=${this.providerOptions};gcache.size=128M;gmcast.listen_addr=tcp://127.0.0.1:${group};ist.recv_addr=127.0.0.1:${missed}`,
    ];
  }
}

/** Three nodes. */
export class Galera {
  private constructor(
    readonly folder: string,
    readonly nodes: readonly [Node, Node, Node],
  ) {}

  get cluster(): string {
    return this.nodes.map(({ address }) => address).join();
  }

  static async start(): Promise<Galera> {
    const folder = await mkdtemp(join(tmpdir(), "cakupan-galera-"));
    await chmod(folder, 0o755);
    const settings = await readFile("deploy/galera.cnf", "utf8");
    const options = /wsrep_provider_options = "(.*)"/.exec(settings)?.[1] ?? "";
    const ports = await freePorts(12);
    const nodes = NAMES.map((name, index) => {
      const [port = 0, group = 0, missed = 0, copy = 0] = ports.slice(index * 4);
      return new Node(folder, name, port, [group, missed, copy], options);
    }) as [Node, Node, Node];
    const galera = new Galera(folder, nodes);
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
    await galera.#begin();
    return galera;
  }

  async #begin(): Promise<void> {
    const [first, ...others] = this.nodes;
    const install = ["--no-defaults", ...DATABASE_USER, `--datadir=${first.data}`, "--skip-test-db"];
    await run("mariadb-install-db", [...install, "--skip-name-resolve"]);
    const accounts = join(this.folder, "accounts.sql");
    await writeFile(
      accounts,
      "CREATE USER cakupan@'127.0.0.1' IDENTIFIED BY 'cakupan';\nGRANT ALL ON *.* TO cakupan@'127.0.0.1';\n" +
        "CREATE USER cakupan_check@'%';\nCREATE DATABASE cakupan CHARACTER SET utf8mb4;\n",
    );
    // An empty node takes a copy of everything; this one is taken while nobody writes.
    await handOver(this.folder);
    for (const node of others) await cp(first.data, node.data, { recursive: true });
    await handOver(this.folder);
    await first.start("", [`--init-file=${accounts}`]);
    await Promise.all(others.map((node) => node.start(this.cluster)));
  }

  async restart(node: Node): Promise<void> {
    await node.start(this.cluster, await node.recovered());
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    await rm(this.folder, { recursive: true, force: true });
  }
}
