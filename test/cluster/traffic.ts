import { setTimeout as pause } from "node:timers/promises";

const QUERIES = [
  "{ observations(first: 1) { nodes { value } } }",
  "{ observations(first: 1) { nodes { value source { title } region { name parent { name } } } } regions(first: 5) { nodes { name } } }",
];

/** Asks without end, and counts answers that are lost, and answers that were not those of their time. */
export class Traffic {
  asked = 0;
  confirmed = 0;
  longest = 0;
  /** What happens at present, which is told with what is lost or wrong. */
  phase = "";
  readonly lost: string[] = [];
  readonly wrong: string[] = [];
  /** The value that the last finished import has stored, and the greatest that one has begun to store. */
  stored: number;
  begun: number;
  #runs = true;
  readonly #valueOf = new Map<string, number>();
  readonly #askers: Promise<void>[];

  constructor(
    readonly address: string,
    value: number,
    askers: number,
  ) {
    this.stored = value;
    this.begun = value;
    this.#askers = Array.from({ length: askers }, (_, index) => this.#askOn(index));
  }

  async stop(): Promise<void> {
    this.#runs = false;
    await Promise.all(this.#askers);
  }

  async #askOn(index: number): Promise<void> {
    const tags = ["", ""];
    for (let time = 0; this.#runs; time += 1) {
      const since = performance.now();
      const query = time % 2;
      const [text = "", tag = ""] = [QUERIES[query], tags[query]];
      tags[query] = await this.#ask(text, (time + index) % 3 === 0, tag).catch((error: unknown) => {
        this.lost.push(`${this.phase}: ${String(error)} ${String((error as Error).cause)}`);
        return "";
      });
      this.longest = Math.max(this.longest, performance.now() - since);
      await pause(20);
    }
  }

  async #ask(query: string, byPost: boolean, tag: string): Promise<string> {
    const least = this.stored;
    this.asked += 1;
    const answer = byPost
      ? await fetch(`${this.address}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ query }),
        })
      : await fetch(`${this.address}/graphql?${new URLSearchParams({ query }).toString()}`, {
          headers: { "apollo-require-preflight": "1", ...(tag === "" ? {} : { "if-none-match": tag }) },
        });
    const text = await answer.text();
    if (answer.status === 304) {
      this.confirmed += 1;
      this.#judge(this.#valueOf.get(tag), least, `304 of ${tag}`);
      return tag;
    }
    const value = answer.status === 200 ? JSON.parse(text).data?.observations?.nodes[0]?.value : undefined;
    if (typeof value !== "number") {
      this.lost.push(`${this.phase}: ${answer.status} ${text.slice(0, 200)}`);
      return "";
    }
    this.#judge(value, least, text.slice(0, 100));
    const given = answer.headers.get("etag") ?? tag;
    if (given !== tag) this.#valueOf.set(given, value);
    return given;
  }

  #judge(value: number | undefined, least: number, what: string): void {
    if (value === undefined || value < least || value > this.begun)
      this.wrong.push(`${this.phase}: ${what}: ${value} is not from ${least} to ${this.begun}`);
  }
}
