import type { Socket } from "node:net";
import type { Pool, PoolConnection } from "mysql2";
import type { Servers } from "./engine.js";

interface Connected {
  /** How many connections are open to each server. */
  readonly open: Map<string, number>;
  last: string | null;
  changes: number;
}

const connectedTo = new WeakMap<Pool, Connected>();

/** What a connection leads to. */
interface Server {
  /** The same for all nodes of a Galera cluster, since its sessions wait for what other nodes have committed. */
  name: string;
  isGalera: boolean;
}

const VARIABLES = "hostname port server_id wsrep_on wsrep_cluster_name".split(" ");

/** Which server a connection leads to; through a proxy, each connection may lead to another. */
export const IDENTIFY = `SHOW VARIABLES WHERE Variable_name IN (${VARIABLES.map((name) => `'${name}'`).join(", ")})`;

/** The server that has answered `IDENTIFY` so. */
export function readServer(rows: readonly { Variable_name: string; Value: string }[]): Server {
  const { hostname, port, server_id, wsrep_on, wsrep_cluster_name } = Object.fromEntries(
    rows.map(({ Variable_name: name, Value: value }) => [name, value]),
  );
  return wsrep_on === "ON"
    ? { name: `cluster ${wsrep_cluster_name}`, isGalera: true }
    : { name: `${hostname}:${port} ${server_id}`, isGalera: false };
}

/** Remembers, while a connection is open, to which server it leads. */
export function noteServer(pool: Pool, connection: PoolConnection, { name }: Server): void {
  const connected = connectedTo.get(pool) ?? { open: new Map<string, number>(), last: null, changes: 0 };
  connectedTo.set(pool, connected);
  const { open } = connected;
  open.set(name, (open.get(name) ?? 0) + 1);
  if (connected.last !== name) connected.changes += 1;
  connected.last = name;
  // The driver's types do not declare `stream`.
  (connection as unknown as { stream: Socket }).stream.once("close", () => {
    const left = (open.get(name) ?? 1) - 1;
    if (left === 0) open.delete(name);
    else open.set(name, left);
  });
}

/** The servers to which a pool's connections lead. */
export function serversOf(pool: Pool): Servers {
  const connected = connectedTo.get(pool);
  return { areSeveral: (connected?.open.size ?? 0) > 1, changes: connected?.changes ?? 0 };
}
