import { describe, expect, it } from "@jest/globals";
import { DataSource } from "typeorm";
import { Deadline } from "../../src/database/deadline.js";
import { within } from "../../src/database/database.js";
import { Session } from "../../src/database/session.js";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const dataSource = new DataSource({ type: "better-sqlite3", database: ":memory:" });
const OVER = new Error("It is over");

function openSession(): { session: Session; end: () => void } {
  const deadline = new Deadline(60_000, () => new Error("never"));
  const end = (): void => {
    deadline.end(OVER);
  };
  return { session: new Session(dataSource, deadline.signal), end };
}

describe("A session", () => {
  it("runs few statements at once, and the others in their order", async () => {
    const { session } = openSession();
    const [begun, ends]: [number[], (() => void)[]] = [[], []];
    const answers = Array.from({ length: 7 }, (_, number) =>
      session.run(async () => {
        begun.push(number);
        await new Promise<void>((resolve) => ends.push(resolve));
        return number;
      }),
    );
    for (const most of [4, 5, 6, 7, 7, 7, 7]) {
      await settled();
      expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6].slice(0, most));
      ends.shift()?.();
    }
    expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it("goes on after a statement that fails", async () => {
    const { session } = openSession();
    const answers = Array.from({ length: 9 }, (_, number) =>
      session.run(() => (number % 2 === 0 ? Promise.reject(new Error("failed")) : Promise.resolve(number))),
    );
    const kept = (await Promise.allSettled(answers)).flatMap((answer) =>
      answer.status === "fulfilled" ? [answer.value] : [],
    );
    expect(kept).toEqual([1, 3, 5, 7]);
  });

  it("that is over never runs what waits, and answers nobody but with the reason", async () => {
    const { session, end } = openSession();
    let begun = 0;
    const statement = (): Promise<void> => {
      begun += 1;
      return new Promise(() => undefined);
    };
    const answers = Array.from({ length: 9 }, () => session.run(statement));
    const shared = within(session, new Promise(() => undefined));
    session.check();
    await settled();
    end();
    for (const answer of [...answers, shared, session.run(statement), within(session, Promise.resolve(1))])
      await expect(answer).rejects.toBe(OVER);
    expect(begun).toBe(4);
    expect(() => {
      session.check();
    }).toThrow(OVER);
  });

  it("does not run the statement whose turn comes while it ends, at whichever moment that is", async () => {
    for (let moment = 0; moment < 20; moment += 1) {
      const { session, end } = openSession();
      const ends: (() => void)[] = [];
      const hold = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
      for (let number = 0; number < 4; number += 1) void session.run(hold).catch(() => undefined);
      let isOver = false;
      let hasRunAfterwards = false;
      const last = session.run(() => {
        hasRunAfterwards = isOver;
        return new Promise(() => undefined);
      });
      await settled();
      ends[0]?.();
      for (let step = 0; step < moment; step += 1) await Promise.resolve();
      isOver = true;
      end();
      await expect(last).rejects.toBe(OVER);
      await settled();
      expect(hasRunAfterwards).toBe(false);
    }
  });
});

describe("A deadline", () => {
  it("is over after its time, for a reason that is made then", async () => {
    const { signal } = new Deadline(1, () => OVER);
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", resolve);
    });
    expect(signal.reason).toBe(OVER);
  });

  it("keeps the first reason", () => {
    const deadline = new Deadline(60_000, () => new Error("too late"));
    deadline.end(OVER);
    deadline.end(new Error("again"));
    expect(deadline.signal.reason).toBe(OVER);
  });
});
