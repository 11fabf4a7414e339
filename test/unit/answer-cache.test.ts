import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { AnswerCache } from "../../src/server/answer-cache.js";

const kept = (cache: AnswerCache, questions: readonly string[]): string[] =>
  questions.filter((question) => cache.get(question, "1") !== undefined);

describe("The cache of answers", () => {
  it("gives an answer for its own version only", () => {
    const cache = new AnswerCache(100_000);
    cache.set("a", "1", "one");
    expect(cache.get("a", "1")).toBe("one");
    expect(cache.get("a", "2")).toBeUndefined();
    expect(cache.get("b", "1")).toBeUndefined();
    cache.set("a", "2", "two");
    expect(cache.get("a", "1")).toBeUndefined();
    expect(cache.get("a", "2")).toBe("two");
  });

  it("holds as much as it may, and forgets what was not asked for longest", () => {
    const cache = new AnswerCache(100_000);
    const questions = Array.from({ length: 6 }, (_, index) => String(index));
    for (const question of questions.slice(0, 4)) cache.set(question, "1", "x".repeat(12_000));
    expect(kept(cache, questions)).toEqual(["0", "1", "2", "3"]);
    cache.get("0", "1");
    for (const question of questions.slice(4)) cache.set(question, "1", "x".repeat(12_000));
    expect(kept(cache, questions)).toEqual(["0", "3", "4", "5"]);
  });

  it("counts what it takes to hold many small answers", () => {
    const cache = new AnswerCache(100_000);
    const questions = Array.from({ length: 1000 }, (_, index) => String(index));
    for (const question of questions) cache.set(question, "1", "");
    expect(kept(cache, questions)).toHaveLength(200);
  });

  it("keeps no answer above two megabytes, nor above its own size", () => {
    const [small, large] = [new AnswerCache(1_000_000), new AnswerCache(10_000_000)];
    for (const cache of [small, large]) {
      cache.set("short", "1", "x");
      cache.set("middle", "1", "x".repeat(600_000));
      cache.set("long", "1", "x".repeat(1_000_000));
    }
    expect(kept(small, ["short", "middle", "long"])).toEqual(["short"]);
    expect(kept(large, ["short", "middle", "long"])).toEqual(["short", "middle"]);
  });

  it("tells a question that comes back, and notes only so many", () => {
    const cache = new AnswerCache(100_000);
    expect([cache.comesBack("a"), cache.comesBack("b"), cache.comesBack("a")]).toEqual([false, false, true]);
    for (let index = 0; index < 10_000; index += 1) cache.comesBack(String(index));
    expect(cache.comesBack("a")).toBe(false);
  });
});

describe("What answers depend on", () => {
  const CLOCK =
    /new Date\(\)|Date\.now\(|performance\.now|Math\.random|random(UUID|Bytes)|CURRENT_(DATE|TIME)|\bNOW\(|SYSDATE|datetime\('now/;

  it("is no clock and no chance, besides the day, which is part of the version, and errors of instants to come", async () => {
    const files = await readdir("src", { recursive: true });
    const readers: string[] = [];
    for (const file of files.filter((name) => /^(graph|modules|federation|time)\/.*\.ts$/.test(name)))
      if (CLOCK.test(await readFile(`src/${file}`, "utf8"))) readers.push(file);
    // Turns only tell when to let others go on.
    expect(readers.sort()).toEqual(["graph/declare/as-of.ts", "time/today.ts", "time/turn.ts"]);
  });
});
