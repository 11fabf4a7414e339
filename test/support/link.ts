import { once } from "node:events";
import { connect as openSocket, createServer, type Server, type Socket } from "node:net";

/** Stands between a client and the database, and can fail as networks do. */
export class Link {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #isSwallowing = false;

  private constructor(readonly target: URL) {}

  /** A link to the database at a URL; down until it is put up. */
  static async to(url: string): Promise<Link> {
    const link = new Link(new URL(url));
    await link.up();
    await link.down();
    return link;
  }

  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  async up(): Promise<void> {
    this.#isSwallowing = false;
    if (this.#server) return;
    const server = createServer((client) => {
      if (this.#isSwallowing) {
        this.#sockets.add(client.on("error", () => undefined));
        return;
      }
      const database = openSocket(Number(this.target.port), this.target.hostname);
      for (const [from, to] of [
        [client, database],
        [database, client],
      ] as const) {
        this.#sockets.add(from);
        from
          .on("error", () => undefined)
          .on("close", () => {
            this.#sockets.delete(from);
            to.destroy();
          })
          .pipe(to);
      }
    });
    await once(server.listen(this.#port, "127.0.0.1"), "listening");
    this.#port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  async down(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** Connections stay open, but nothing comes through them any more. */
  freeze(): void {
    for (const socket of this.#sockets) socket.unpipe();
  }

  /** As `freeze`, and new connections are taken but never answered, until the link is put up again. */
  swallow(): void {
    this.freeze();
    this.#isSwallowing = true;
  }
}
