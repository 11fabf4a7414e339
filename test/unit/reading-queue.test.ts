import { beforeEach, describe, expect, it } from "@jest/globals";
import type { DataSource } from "typeorm";
import { UserError } from "../../src/errors.js";
import { Reading } from "../../src/database/reading.js";
import { ReadingQueue } from "../../src/database/reading-queue.js";
import { Session } from "../../src/database/session.js";

let over: Session[];
let queue: ReadingQueue;
beforeEach(() => {
  over = [];
  queue = new ReadingQueue(6, (session) => over.push(session));
});

/** A session whose statements a queue holds; no database is asked. */
class Asker {
  readonly #controller = new AbortController();
  readonly session = new Session({} as DataSource, this.#controller.signal);
  readonly outcomes: Promise<unknown>[] = [];

  ask(...names: string[]): this {
    for (const text of names) {
      const reading = new Reading(this.session, { text, values: [], isBrief: false }, true);
      this.outcomes.push(reading.rows.catch((error: unknown) => error));
      queue.add(reading);
    }
    return this;
  }

  leave(reason: Error): void {
    this.#controller.abort(reason);
  }
}

const take = (isLastReader = false): string | null => queue.take(isLastReader)?.statement.text ?? null;

describe("Statements that wait to be read", () => {
  it("are taken in turns, one of each session, so that nobody waits for all of another's", () => {
    new Asker().ask("a1", "a2", "a3");
    new Asker().ask("b1", "b2");
    new Asker().ask("c1");
    expect([take(), take(), take(), take(), take(), take(), take()]).toEqual([
      "a1",
      "b1",
      "c1",
      "a2",
      "b2",
      "a3",
      null,
    ]);
  });

  it("are taken for sessions that nothing is read for first, and by the last reader for no others", () => {
    const one = new Asker().ask("a1", "a2");
    const taken = queue.take(true);
    expect(taken?.statement.text).toBe("a1");
    expect(take(true)).toBeNull();
    new Asker().ask("b1");
    expect(take(true)).toBe("b1");
    if (taken) queue.finish(taken);
    expect(one.session.signal.aborted).toBe(false);
    expect(take(true)).toBe("a2");
  });

  it("are refused beyond the limit, the last of the session that has most of them", async () => {
    const greedy = new Asker().ask("a1", "a2", "a3", "a4", "a5", "a6");
    new Asker().ask("b1");
    expect(await greedy.outcomes[5]).toBeInstanceOf(UserError);
    expect(await greedy.outcomes[5]).toMatchObject({ extensions: { code: "SERVICE_UNAVAILABLE" } });
    expect(queue.length).toBe(6);
    expect([take(), take()]).toEqual(["a1", "b1"]);
  });

  it("are dropped with the session's reason when it is over, and the queue's owner is told of what is being read", async () => {
    const leaving = new Asker().ask("a1", "a2", "a3");
    const staying = new Asker().ask("b1");
    const taken = queue.take(false);
    const reason = new Error("The client has left");
    leaving.leave(reason);
    expect(await Promise.all(leaving.outcomes.slice(1))).toEqual([reason, reason]);
    expect(over).toEqual([leaving.session]);
    expect([queue.length, take(), take()]).toEqual([1, "b1", null]);
    if (taken) queue.finish(taken);
    staying.leave(reason);
    expect(over).toEqual([leaving.session, staying.session]);
  });

  it("are all refused when the database is closed", async () => {
    const asker = new Asker().ask("a1", "a2");
    const reason = new Error("closed");
    queue.rejectAll(reason);
    expect(await Promise.all(asker.outcomes)).toEqual([reason, reason]);
    expect([queue.length, take()]).toEqual([0, null]);
  });
});
