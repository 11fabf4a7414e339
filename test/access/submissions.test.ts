import { afterAll, afterEach, beforeAll, expect, it, jest } from "@jest/globals";
import { PartnerCommands } from "../../src/access/partner-command.js";
import type { Scope } from "../../src/access/scope.js";
import { ANONYMOUS, viewerOf, type Viewer } from "../../src/access/viewer.js";
import { makeReadOnly } from "../../src/database/read-only.js";
import { run, sql } from "../../src/database/statement.js";
import { DAYS_KEPT } from "../../src/intake/submissions/forget-rows.js";
import { undoLoad } from "../../src/transfer/load/undo-load.js";
import { describeEachEngine } from "../support/engines.js";
import { openEmptyGraph, type Answer, type TestGraph } from "../support/graph.js";
import { observation, source, WORLD } from "../support/rows.js";

const keyOf = (slug: string, regions: string[] | null, ...scopes: Scope[]): Viewer =>
  viewerOf({
    partner: { slug, name: slug, kind: "GOVERNMENT" },
    keyId: `key-${slug}`.slice(0, 12),
    scopes,
    regions,
    expiresAt: null,
  });

const JAMBI = keyOf("jambi", ["15"], "submissions:write");
const OTHER = keyOf("other", null, "submissions:write", "submissions:review");
const REVIEWER = keyOf("reviewer", null, "submissions:review");

const SUBMIT = `mutation ($input: SubmitRowsInput!) { submitRows(input: $input) { id state partner rowCount faultyRows } }`;
const REVIEW = `mutation ($input: ReviewSubmissionInput!) { reviewSubmission(input: $input) { id state reviewer decisionNote revision } }`;
const WITHDRAW = `mutation ($id: ID!) { withdrawSubmission(id: $id) { id state rows { totalCount } } }`;
const ALL = `{ submissions(first: 40) { totalCount nodes { id state title rows(first: 5) { totalCount nodes { place decision cells { column value } corrected { column value } faults { column code reason } evidence { quote } } } } } }`;
const FIGURES = `{ observations(first: 50, orderBy: [{ field: VALUE }]) { nodes { value } } about { datasets { name title } } }`;

let keys = 0;
const nextKey = (): string => `k${(keys += 1)}`;

const sending = (rows: object[], more: object = {}): { input: object } => ({
  input: { idempotencyKey: nextKey(), title: "Figures", tables: [{ table: "observations", rows }], ...more },
});

describeEachEngine("What is sent in for review", (engine) => {
  let graph: TestGraph;

  beforeAll(async () => {
    graph = await openEmptyGraph(engine);
    await graph.mustLoad({ ...WORLD, observations: [observation({ value: 1_000, period_start: "2023" })] });
    const commands = new PartnerCommands(graph.dataSource);
    for (const slug of ["jambi", "other", "reviewer"])
      await commands.create(slug, `Office of ${slug}`, "GOVERNMENT");
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  afterAll(() => graph.close());

  const as = (viewer: Viewer, document: string, variables: object = {}): Promise<Answer> => {
    graph.viewer = viewer;
    return graph.ask(document, variables as Record<string, unknown>);
  };
  const sent = async (viewer: Viewer, rows: object[], more: object = {}): Promise<string> => {
    const { data, errors } = await as(viewer, SUBMIT, sending(rows, more));
    expect(errors).toEqual([]);
    return data.submitRows.id as string;
  };
  const codeOf = ({ errors }: Answer): unknown => errors.map(({ extensions: { code } }) => code);
  const review = (id: string, decision: string, more: object = {}, viewer = REVIEWER): Promise<Answer> =>
    as(viewer, REVIEW, { input: { id, decision, ...more } });
  const values = async (): Promise<number[]> =>
    (await as(ANONYMOUS, FIGURES)).data.observations.nodes.map(({ value }: any) => value);
  const stateOf = async (id: string): Promise<unknown> =>
    (
      await as(
        REVIEWER,
        `query ($id: String!) { submissions(filter: { id: { eq: $id } }) { nodes { state } } }`,
        { id },
      )
    ).data.submissions.nodes[0]?.state;

  it("waits, changes nothing that is public, and is loaded under its sender's dataset when another accepts it", async () => {
    const before = await values();
    const id = await sent(JAMBI, [observation({ value: 2_001, period_start: "2022" })]);
    expect(await values()).toEqual(before);
    const { data } = await review(id, "ACCEPT", { note: "Fine" });
    expect(data.reviewSubmission).toMatchObject({
      state: "ACCEPTED",
      reviewer: "reviewer",
      decisionNote: "Fine",
    });
    expect(await values()).toEqual([...before, 2_001].sort((one, other) => one - other));
    const { about } = (await as(ANONYMOUS, FIGURES)).data;
    expect(about.datasets).toContainEqual({ name: "partner jambi", title: "Submissions of Office of jambi" });
    const events = await new PartnerCommands(graph.dataSource).audit("reviewer");
    expect(events[0]).toMatchObject({ action: "accept", keyId: "key-reviewer" });
    expect(events[0]?.detail).toContain(
      `${id} of jambi: 1 of 1 rows, load ${data.reviewSubmission.revision}`,
    );
    // Sent again, a decision loads nothing again; another is refused.
    const again = (await review(id, "ACCEPT")).data.reviewSubmission;
    expect(again.revision).toBe(data.reviewSubmission.revision);
    expect(codeOf(await review(id, "REFUSE"))).toEqual(["SUBMISSION_DECIDED"]);
  });

  it("is refused where it would change a row of another dataset, which stays as it is", async () => {
    const [own, foreign] = [
      observation({ value: 2_050, period_start: "2018" }),
      observation({ value: 1_001, period_start: "2023" }),
    ];
    const input = sending([own, foreign, observation({ value: 1_000, period_start: "2023-03" })]);
    const { data } = await as(JAMBI, SUBMIT, input);
    expect(data.submitRows).toMatchObject({ faultyRows: 1 });
    const { id } = data.submitRows;
    expect(codeOf(await review(id, "ACCEPT"))).toEqual(["SUBMISSION_FAULTY"]);
    expect(await values()).not.toContain(2_050);
    const reviewed = await review(id, "ACCEPT", { rows: [{ place: 2, decision: "REFUSE" }] });
    expect(reviewed.data.reviewSubmission.state).toBe("ACCEPTED");
    expect(await values()).toEqual(expect.arrayContaining([1_000, 2_050]));
    expect(await values()).not.toContain(1_001);
  });

  it("is answered once for a key and its rows, and refused for a key with others", async () => {
    const row = observation({ value: 2_002, period_start: "2021" });
    const first = sending([row]);
    const { id } = (await as(JAMBI, SUBMIT, first)).data.submitRows;
    const csv = `${Object.keys(row).join(",")}\n${Object.values(row).join(",")}\n`;
    const same = { input: { ...first.input, tables: [{ table: "observations", csv }] } };
    expect((await as(JAMBI, SUBMIT, same)).data.submitRows.id).toBe(id);
    const others = {
      input: { ...first.input, tables: [{ table: "observations", rows: [{ ...row, value: 3 }] }] },
    };
    expect(codeOf(await as(JAMBI, SUBMIT, others))).toEqual(["IDEMPOTENCY_CONFLICT"]);
    // Another partner has keys of its own.
    expect((await as(OTHER, SUBMIT, others)).errors).toEqual([]);
  });

  it("is reviewed by another partner than its sender, and by whoever may", async () => {
    const id = await sent(OTHER, [observation({ value: 2_003, period_start: "2020" })]);
    expect(codeOf(await review(id, "ACCEPT", {}, OTHER))).toEqual(["OWN_SUBMISSION"]);
    expect(codeOf(await review(id, "REFUSE", {}, OTHER))).toEqual(["OWN_SUBMISSION"]);
    for (const viewer of [ANONYMOUS, JAMBI])
      expect(codeOf(await review(id, "ACCEPT", {}, viewer))).toEqual(["FORBIDDEN"]);
    expect(codeOf(await as(REVIEWER, SUBMIT, sending([observation({ value: 1 })])))).toEqual(["FORBIDDEN"]);
    expect(codeOf(await review("unknown", "ACCEPT"))).toEqual(["NOT_FOUND"]);
    expect(await stateOf(id)).toBe("WAITING");
    expect((await review(id, "REFUSE")).data.reviewSubmission.state).toBe("REFUSED");
    expect(await values()).not.toContain(2_003);
  });

  it("is seen by its sender and by reviewers, remembered answers or not", async () => {
    const id = await sent(JAMBI, [observation({ value: 2_004, period_start: "2019" })]);
    const own = await sent(OTHER, [observation({ value: 2_005, period_start: "2019-05" })]);
    const writer = keyOf("other", ["15"], "submissions:write");
    const seen = async (viewer: Viewer): Promise<string[]> => {
      const { data, errors } = await as(viewer, ALL);
      expect(errors).toEqual([]);
      expect((await graph.askRemembering(ALL)).data).toEqual(data);
      expect((await graph.askPlain(ALL)).data).toEqual(data);
      return data.submissions.nodes.map((node: any) => node.id);
    };
    for (let time = 0; time < 2; time += 1) {
      expect(await seen(JAMBI)).toContain(id);
      expect(await seen(JAMBI)).not.toContain(own);
      expect(await seen(writer)).toContain(own);
      expect(await seen(writer)).not.toContain(id);
      expect(await seen(REVIEWER)).toEqual(expect.arrayContaining([id, own]));
    }
    expect(codeOf(await as(ANONYMOUS, ALL))).toEqual(["FORBIDDEN"]);
    // What changes between loads is not remembered.
    await as(JAMBI, WITHDRAW, { id });
    expect((await graph.askRemembering(ALL)).data.submissions.nodes).toContainEqual(
      expect.objectContaining({ id, state: "WITHDRAWN" }),
    );
  });

  it("is only of the regions of its sender's key, and is accepted only within those of the reviewer's", async () => {
    for (const region_code of ["33.74", "ID", ""])
      expect(codeOf(await as(JAMBI, SUBMIT, sending([observation({ value: 1, region_code })])))).toEqual([
        "FOREIGN_REGION",
      ]);
    const id = await sent(JAMBI, [observation({ value: 2_006, period_start: "2018" })]);
    const elsewhere = keyOf("reviewer", ["33"], "submissions:review");
    expect(codeOf(await review(id, "ACCEPT", {}, elsewhere))).toEqual(["FOREIGN_REGION"]);
    expect(await stateOf(id)).toBe("WAITING");
  });

  it("tells its faults row by row as an import does, and is loaded only without them, corrected or left out", async () => {
    const good = observation({ value: 2_007, period_start: "2017" });
    const id = await sent(JAMBI, [
      good,
      observation({ value: "many", period_start: "2016" }),
      { ...good, indicator: "NONE", period_start: "2015" },
    ]);
    const { nodes } = (await as(JAMBI, ALL)).data.submissions;
    const { rows } = nodes.find((node: any) => node.id === id);
    const imported = await graph.load({ ...WORLD, observations: [observation({ value: "many" })] }, "import");
    if (imported.outcome !== "refused") throw new Error("An import takes it");
    expect(
      rows.nodes.map(({ faults }: any) => faults.map(({ column, code }: any) => `${column} ${code}`)),
    ).toEqual([[], [`value TYPE`], ["indicator REFERENCE"]]);
    expect(rows.nodes[1].faults[0].reason).toBe(imported.faults[0]?.reason);
    const before = await values();
    expect(codeOf(await review(id, "ACCEPT"))).toEqual(["SUBMISSION_FAULTY"]);
    expect(await values()).toEqual(before);
    const cells = observation({ value: 2_008, period_start: "2016" });
    const decisions = {
      rows: [
        { place: 2, decision: "ACCEPT", cells },
        { place: 3, decision: "REFUSE" },
      ],
    };
    expect((await review(id, "ACCEPT", decisions)).data.reviewSubmission.state).toBe("ACCEPTED");
    expect(await values()).toEqual([...before, 2_007, 2_008].sort((one, other) => one - other));
    const after = (await as(JAMBI, ALL)).data.submissions.nodes.find((node: any) => node.id === id).rows
      .nodes;
    expect(after.map(({ decision }: any) => decision)).toEqual(["ACCEPTED", "ACCEPTED", "REFUSED"]);
    expect(after[1].corrected).toContainEqual({ column: "value", value: "2008" });
    expect(after[1].cells).toContainEqual({ column: "value", value: "many" });
  });

  it("may bring its source and the words that its rows rest on", async () => {
    const document = "Jambi. Sebanyak 2.009 pekerja terlindungi.";
    const [start, end] = [document.indexOf("2.009"), document.indexOf("2.009") + 5];
    const tables = [
      { table: "sources", rows: [source("new-source")] },
      {
        table: "observations",
        rows: [observation({ value: 2_009, period_start: "2014", source_id: "new-source" })],
      },
    ];
    const evidence = [{ row: 2, start, end, quote: "2.009" }];
    const id = await sent(JAMBI, [], { tables, document, evidence });
    expect((await review(id, "ACCEPT")).errors).toEqual([]);
    expect(await values()).toContain(2_009);
    const wrong = sending([], {
      tables,
      document,
      evidence: [{ row: 2, start: start + 1, end, quote: "2.009" }],
    });
    expect(codeOf(await as(JAMBI, SUBMIT, wrong))).toEqual(["BAD_USER_INPUT"]);
  });

  it("may be a file of the sender's with its mapping", async () => {
    const mapping = JSON.stringify({
      table: "observations",
      locale: "id",
      fields: {
        region_code: { column: "Kota" },
        value: { column: "Pekerja" },
        indicator: { constant: "PROTECTED_WORKERS" },
        ...{
          period_start: { constant: "2010" },
          period_end: { constant: "2010" },
          qualifier: { constant: "EXACT" },
        },
        ...{
          value_status: { constant: "ACTUAL" },
          attributed_to: { constant: "An office" },
          source_id: { constant: "a" },
        },
      },
    });
    const tables = [{ table: "observations", csv: "Kota;Pekerja\n15.71;2.012\n", mapping }];
    const id = await sent(JAMBI, [], { tables });
    expect((await review(id, "ACCEPT")).errors).toEqual([]);
    expect(await values()).toContain(2_012);
    const unread = sending([], { tables: [{ ...tables[0], csv: "Kota;Pekerja\n15.71;many\n" }] });
    expect((await as(JAMBI, SUBMIT, unread)).errors[0]?.message).toContain("The mapping cannot read 1");
    const other = sending([], { tables: [{ ...tables[0], table: "employers" }] });
    expect((await as(JAMBI, SUBMIT, other)).errors[0]?.message).toContain("is for observations");
  });

  it("is withdrawn by its sender alone and only while it waits, and its rows are gone", async () => {
    const id = await sent(JAMBI, [observation({ value: 2_010, period_start: "2013" })]);
    expect(codeOf(await as(OTHER, WITHDRAW, { id }))).toEqual(["NOT_FOUND"]);
    const { data } = await as(JAMBI, WITHDRAW, { id });
    expect(data.withdrawSubmission).toEqual({ id, state: "WITHDRAWN", rows: { totalCount: 0 } });
    expect(codeOf(await review(id, "ACCEPT"))).toEqual(["SUBMISSION_DECIDED"]);
  });

  it("says which load took its rows back, until that is taken back", async () => {
    const id = await sent(JAMBI, [observation({ value: 2_121, period_start: "2012" })]);
    const { data } = await review(id, "ACCEPT");
    const takenBack = async (): Promise<unknown> => {
      const document = `query ($id: String!) { submissions(filter: { id: { eq: $id } }) { nodes { state takenBackBy } } }`;
      return (await as(JAMBI, document, { id })).data.submissions.nodes[0];
    };
    expect(await takenBack()).toEqual({ state: "ACCEPTED", takenBackBy: null });
    const undone = await undoLoad(graph.dataSource, data.reviewSubmission.revision as number);
    expect(await takenBack()).toEqual({ state: "ACCEPTED", takenBackBy: undone.revision });
    await undoLoad(graph.dataSource, undone.revision);
    expect(await takenBack()).toEqual({ state: "ACCEPTED", takenBackBy: null });
  });

  it("forgets its rows and its document a while after it was decided, and nothing of what waits", async () => {
    const rows = [observation({ value: 2_131, period_start: "2011" })];
    const [decided, waiting] = [await sent(JAMBI, rows, { document: "The text" }), await sent(JAMBI, rows)];
    await review(decided, "REFUSE");
    await as(JAMBI, `query { regions(first: 1) { nodes { code } } }`);
    const long = new Date(Date.now() - (DAYS_KEPT + 1) * 86_400_000)
      .toISOString()
      .replace("T", " ")
      .replace("Z", "");
    await run(
      graph.dataSource,
      "test.age",
      sql`UPDATE submissions SET submitted_at = ${long}, decided_at = CASE WHEN slug = ${decided} THEN ${long} ELSE NULL END
        WHERE slug IN (${decided}, ${waiting})`,
    );
    await review(await sent(JAMBI, rows), "REFUSE");
    const document = `query ($id: String!) { submissions(filter: { id: { eq: $id } }) { nodes { document rowCount rows { totalCount } } } }`;
    const left = async (id: string): Promise<unknown> =>
      (await as(JAMBI, document, { id })).data.submissions.nodes[0];
    expect(await left(decided)).toEqual({ document: null, rowCount: 1, rows: { totalCount: 0 } });
    expect(await left(waiting)).toMatchObject({ rows: { totalCount: 1 } });
    await as(JAMBI, WITHDRAW, { id: waiting });
  });

  it("has at most 5,000 rows, and is refused when too much waits", async () => {
    const row = observation({ value: 1, period_start: "2012" });
    const line = Object.values(row).join(",");
    const csv = (count: number): string =>
      [Object.keys(row).join(","), ...new Array<string>(count).fill(line)].join("\n");
    const many = (count: number): object =>
      sending([], { tables: [{ table: "observations", csv: csv(count) }] });
    expect(codeOf(await as(JAMBI, SUBMIT, many(5_001)))).toEqual(["SUBMISSION_TOO_LARGE"]);
    const waiting = keyOf("waiting", null, "submissions:write");
    await run(
      graph.dataSource,
      "test.wait",
      sql`INSERT INTO submissions (slug, partner_slug, idempotency_key, digest, title, state, submitted_at, row_count, faulty_rows, doubtful_rows)
        VALUES ('w', 'waiting', 'w', 'w', 'w', 'WAITING', '2026-01-01 00:00:00.000', 50000, 0, 0)`,
    );
    expect(codeOf(await as(waiting, SUBMIT, sending([row])))).toEqual(["TOO_MANY_SUBMISSIONS"]);
    await run(
      graph.dataSource,
      "test.decide",
      sql`UPDATE submissions SET state = 'REFUSED' WHERE slug = 'w'`,
    );
    expect((await as(waiting, SUBMIT, sending([row]))).errors).toEqual([]);
  });

  it("refuses what it cannot read, and says what", async () => {
    const messages = async (input: object): Promise<string> =>
      (await as(JAMBI, SUBMIT, sending([observation({ value: 1 })], input))).errors[0]?.message ?? "";
    expect(await messages({ tables: [{ table: "observations", rows: [{ colour: "red" }] }] })).toContain(
      "`colour`",
    );
    expect(await messages({ tables: [{ table: "observations" }] })).toContain("as `rows` or as `csv`");
    expect(await messages({ tables: [{ table: "observations", csv: "a,b\n1" }] })).toContain(
      "cannot be read",
    );
    expect(await messages({ tables: [] })).toContain("at least one row");
    expect(await messages({ tables: [{ table: "observations", rows: [["a"]] }] })).toContain(
      "must be an object",
    );
    expect(await messages({ idempotencyKey: " " })).toContain("1 to 80 characters");
    expect(await messages({ document: "x".repeat(60_001) })).toContain("60,000 bytes");
  });

  it("is there wholly or not at all, at whatever statement a decision breaks off", async () => {
    const row = observation({ value: 2_011, period_start: "2011" });
    const id = await sent(JAMBI, [row]);
    const input = { id, decision: "ACCEPT" };
    graph.viewer = REVIEWER;
    const logged = jest.spyOn(graph.log, "logQuery");
    let broken = 0;
    for (let at = 1; ; at += 1) {
      let left = at;
      logged.mockImplementation((statement: string) => {
        if (!/^\/\* (?:transfer|submissions|.*refresh|loads|Observation)/.test(statement)) return;
        left -= 1;
        if (left === 0) throw new Error("The process ends here");
      });
      const { data } = await graph.askPlain(REVIEW, { input });
      logged.mockReset();
      if (data.reviewSubmission) break;
      broken += 1;
      expect([await stateOf(id), (await values()).includes(2_011)]).toEqual(["WAITING", false]);
      graph.viewer = REVIEWER;
    }
    expect(broken).toBeGreaterThan(10);
    expect([await stateOf(id), (await values()).includes(2_011)]).toEqual(["ACCEPTED", true]);
  });

  it("is refused by a server that only reads", async () => {
    makeReadOnly(graph.dataSource);
    const answer = await as(JAMBI, SUBMIT, sending([observation({ value: 1, period_start: "2009" })]));
    expect(codeOf(answer)).toEqual(["SERVICE_UNAVAILABLE"]);
    expect(answer.errors[0]?.message).toContain("only reads");
  });
});
