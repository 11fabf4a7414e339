import { describe, expect, it } from "@jest/globals";
import { readOptions, UsageError } from "../../scripts/bench/options.js";
import { nodeArguments } from "../../scripts/bench/processes.js";

describe("The benchmark's command line", () => {
  it("measures all workloads on MariaDB at scale 1 when nothing is said", () => {
    expect(readOptions([])).toEqual({
      subject: "answers",
      engine: null,
      databaseUrl: null,
      scale: 1,
      only: ["W1", "W2", "W3", "W4", "W5", "W6"],
      concurrency: [1, 16],
      seconds: 2,
      rounds: 3,
      peers: false,
      repeat: false,
      unlike: false,
      profile: null,
      fresh: false,
    });
  });

  it("reads every option", () => {
    const options =
      "--scale 0.1 --engine sqlite --only W1,W3 --concurrency 4 --seconds 0.5 --rounds 1 --repeat --unlike --profile W3 --fresh";
    expect(readOptions(options.split(" "))).toMatchObject({
      engine: "sqlite",
      scale: 0.1,
      only: ["W1", "W3"],
      concurrency: [4],
      seconds: 0.5,
      rounds: 1,
      repeat: true,
      unlike: true,
      profile: "W3",
      fresh: true,
    });
    expect(readOptions(["import", "--engine", "mysql"])).toMatchObject({
      subject: "import",
      engine: "mysql",
    });
    expect(readOptions(["--peers"])).toMatchObject({ peers: true });
    expect(readOptions(["gateway"])).toMatchObject({ subject: "gateway" });
    const url = "mysql://user:password@host/bench";
    expect(readOptions(["--database-url", url]).databaseUrl).toBe(url);
  });

  it.each([
    ["an unknown option", ["--speed"]],
    ["an unknown subject", ["export"]],
    ["two subjects", ["import", "import"]],
    ["an unknown workload", ["--only", "W1,W7"]],
    ["an unknown engine", ["--engine", "postgres"]],
    ["an unknown workload to profile", ["--profile", "W0"]],
    ["a scale of nothing", ["--scale", "0"]],
    ["an empty number", ["--seconds", ""]],
    ["a text for a number", ["--seconds", "long"]],
    ["half a request", ["--concurrency", "1,1.5"]],
    ["no rounds", ["--rounds", "0"]],
    ["a database of an unknown engine", ["--database-url", "postgres://host/bench"]],
    ["a database URL for SQLite", ["--database-url", "mysql://host/bench", "--engine", "sqlite"]],
    ["peers on SQLite", ["--peers", "--engine", "sqlite"]],
    ["a database URL for imports", ["import", "--database-url", "mysql://host/bench"]],
  ])("refuses %s", (_, args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  });
});

describe("The processes of the benchmark", () => {
  it.each(["start", "import"] as const)("run the program of the script %s, with its options", (script) => {
    const args = nodeArguments(script);
    expect(args.filter((arg) => !arg.startsWith("--"))).toEqual([expect.stringMatching(/^dist\/.+\.js$/)]);
    expect(args.length).toBeGreaterThan(1);
  });
});
