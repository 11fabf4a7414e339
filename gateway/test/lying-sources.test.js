import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ALL, failed, Trio, whole } from "./trio.js";

const entities = (...found) => JSON.stringify({ data: { _entities: found } });

async function drip(response) {
  for (const letter of `{"data":${" ".repeat(50)}null}`) {
    response.write(letter);
    await pause(30);
  }
  response.end();
}

async function flood(response) {
  response.write('{"data":"');
  const piece = "x".repeat(1_000_000);
  for (let count = 0; count < 60 && !response.destroyed; count += 1)
    if (!response.write(piece)) await pause(1);
  response.end('"}');
}

describe("A source that lies", () => {
  let trio;

  before(async () => {
    trio = await Trio.start();
  });
  after(() => trio?.stop());
  beforeEach(() => trio.reset());

  const lies = {
    "sends its answer letter by letter": () => ({ send: drip }),
    "sends without an end": () => ({ send: flood }),
    "leads to another address": () => ({ status: 307, headers: { location: trio.cakupan.url } }),
    "answers with half of a text": () => ({ text: '{"data":{"_entities":[{"__typename":"Ci' }),
    "answers with null": () => ({ text: "null" }),
    "ends without an answer": () => ({ send: (response) => response.destroy() }),
  };
  for (const [title, lie] of Object.entries(lies))
    for (const [name, field] of [
      ["poverty", "povertyRate"],
      ["wages", "wage"],
    ])
      it(`and ${title}, ${name}, costs its own fields`, async () => {
        Object.assign(trio[name], lie());
        const { data, errors } = await trio.ask(ALL);
        assert.deepEqual(data, { cities: whole({ [field]: null }) });
        for (const { message, extensions } of errors)
          assert.deepEqual([message, extensions], [`The source "${name}" did not answer.`, failed(name)]);
        assert.ok(trio.cakupan.requests.length <= 1);
      });

  const CODES = ["10", "20", "30"];
  const cities = (povertyRate, __typename = "City") =>
    CODES.map((code) => ({ __typename, code, povertyRate }));
  for (const [title, text] of [
    ["words for numbers", entities(...cities("much"))],
    ["objects for numbers", entities(...cities({ share: 1 }))],
    ["fewer than it was asked for", entities(...cities(0.2).slice(1))],
    ["others than it was asked for", entities(...cities(0.2, "Village"))],
    ["no list", JSON.stringify({ data: { _entities: { povertyRate: 0.2 } } })],
    ["null for the list", JSON.stringify({ data: { _entities: null } })],
    ["neither data nor errors", JSON.stringify({ errors: { message: "secret" } })],
    ["errors that are texts", JSON.stringify({ data: null, errors: ["secret"] })],
  ])
    it(`is told of, and not taken for none, when a subgraph has ${title}`, async () => {
      Object.assign(trio.poverty, { text });
      const { data, errors } = await trio.ask(ALL);
      assert.deepEqual(data, { cities: whole({ povertyRate: null }) });
      assert.ok(errors.length > 0);
      for (const { extensions } of errors) assert.deepEqual(extensions, failed("poverty"));
    });

  for (const [title, text] of [
    ["texts", '["10", "20", "30"]'],
    ["results without keys", '[{ "rupiah": 1 }]'],
    ["an error in its own form", '{ "errors": [{ "message": "secret" }] }'],
    ["a number", "7"],
    ["nothing", ""],
    ["lists without an end", "[".repeat(100_000)],
  ])
    it(`is told of, and not taken for none, when a service has ${title}`, async () => {
      Object.assign(trio.wages, { text });
      const { data, errors } = await trio.ask(ALL);
      assert.deepEqual(data, { cities: whole({ wage: null }) });
      assert.ok(errors.length > 0);
      for (const { message, extensions } of errors)
        assert.deepEqual([message, extensions], ['The source "wages" did not answer.', failed("wages")]);
    });

  for (const [status, isTold] of [
    [404, false],
    [410, true],
  ])
    it(`${isTold ? "fails" : "has none, without an error,"} when it answers one key with ${status}`, async () => {
      Object.assign(trio.wages, { status, text: '{ "error": "at /srv" }' });
      const { data, errors = [] } = await trio.ask("{ cities { ownWage { rupiah } } }");
      assert.deepEqual(data, { cities: CODES.map(() => ({ ownWage: null })) });
      assert.equal(errors.length > 0, isTold);
      const { errors: all = [] } = await trio.ask(ALL);
      assert.ok(all.length > 0);
    });

  it("keeps what is true beside a lie, and what a service has for others", async () => {
    const [first, second] = cities(0.1);
    trio.poverty.text = entities(first, { ...second, povertyRate: "much" }, null);
    trio.wages.text = JSON.stringify([
      { code: "20", rupiah: 1 },
      { code: "99", rupiah: 2 },
    ]);
    const { data, errors } = await trio.ask(ALL);
    assert.deepEqual(
      data.cities.map(({ povertyRate, wage }) => [povertyRate, wage]),
      [
        [0.1, null],
        [null, { rupiah: 1 }],
        [null, null],
      ],
    );
    assert.equal(errors.length, 1);
  });
});
