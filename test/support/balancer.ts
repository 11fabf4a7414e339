import { once } from "node:events";
import { createServer, connect, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

/** A proxy that leads each connection to the next of several ports, as one in front of a cluster does. */
export interface Balancer {
  readonly port: number;
  /** Closes all connections, as a server that is killed does. */
  cut: () => void;
  stop: () => Promise<void>;
}

/** Starts a proxy in front of ports, which may be changed in place. */
export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(ports[turn++ % ports.length] ?? 0, "127.0.0.1");
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      open.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  const stop = async (): Promise<void> => {
    cut();
    server.close();
    await once(server, "close");
  };
  return { port: (server.address() as AddressInfo).port, cut, stop };
}
