import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { byPost, expectStatus, getOf, sendRepeatedly, ServedRealData } from "../support/served.js";

let served: ServedRealData;
beforeAll(async () => {
  served = await ServedRealData.start({ BODY_LIMIT_BYTES: "30000" });
});
afterAll(() => served.close());

const BODY = `{"query":"{ __typename }"}`;

describe("An address is refused", () => {
  it.each<[string, number, string, RegExp]>([
    ["/nothing", 404, "NOT_FOUND", /does not exist/],
    ["/graphql/", 404, "NOT_FOUND", /does not exist/],
    ["/GRAPHQL?query={__typename}", 404, "NOT_FOUND", /does not exist/],
    ["//graphql?query={__typename}", 404, "NOT_FOUND", /does not exist/],
    ["/..%2f..%2fetc/passwd", 404, "NOT_FOUND", /does not exist/],
    ["/%00", 404, "NOT_FOUND", /does not exist/],
    [`/${"a".repeat(9000)}`, 404, "NOT_FOUND", /does not exist/],
    ["/graphql%", 400, "BAD_REQUEST", /path .* percent-encoded/],
    ["/%zz", 400, "BAD_REQUEST", /path .* percent-encoded/],
    ["/graphql?query=%zz", 400, "BAD_REQUEST", /must be percent-encoded/],
    ["/graphql?query={region(code:%22%ff%22){name}}", 400, "BAD_REQUEST", /must be percent-encoded/],
    ["/graphql?query={__typename}#comment", 400, "BAD_REQUEST", /must be percent-encoded/],
    ["/graphql", 400, "BAD_REQUEST", /non-empty `query`/],
    ["/graphql?QUERY={__typename}", 400, "BAD_REQUEST", /non-empty `query`/],
    ["/graphql?query={__typename}&query={__typename}", 400, "BAD_REQUEST", /`query` more than once/],
    [
      "/graphql?query={__typename}&variables={}&variables={}",
      400,
      "BAD_REQUEST",
      /`variables` more than once/,
    ],
    ["/graphql?query={__typename}&variables=", 400, "BAD_REQUEST", /`variables` must be a JSON object/],
    ["/graphql?query={__typename}&variables={", 400, "BAD_REQUEST", /`variables` must be a JSON object/],
    [
      "/graphql?query={__typename}&variables=%221%22",
      400,
      "BAD_REQUEST",
      /`variables` must be a JSON object/,
    ],
    ["/graphql?query={__typename}&extensions=1", 400, "BAD_REQUEST", /`extensions` must be a JSON object/],
    ["/graphql?query={__typename}&operationName=", 400, "OPERATION_RESOLUTION_FAILURE", /named ""/],
    [`/graphql?query=${"a".repeat(20_000)}`, 431, "BAD_REQUEST", /Send long operations by POST/],
    ["/export", 400, "BAD_USER_INPUT", /`format` must be one of/],
    ["/export?format=__proto__", 400, "BAD_USER_INPUT", /`format` must be one of/],
    ["/export?format=csv&format=csv", 400, "BAD_USER_INPUT", /`format` must be one of/],
    [
      "/export?format=csv&query={regions{nodes{code}}}&operationName=a&operationName=b",
      400,
      "BAD_REQUEST",
      /once/,
    ],
    [
      "/export?format=csv&query={regions{nodes{code}}}&variables=x",
      400,
      "BAD_REQUEST",
      /must be a JSON object/,
    ],
  ])("%s", (path, status, code, message) =>
    expectStatus(served, getOf(path), status, code, message).then(() => undefined),
  );

  it("with an invalid host", async () => {
    for (const host of ["[::x", "a b", "a:b"])
      await expectStatus(
        served,
        { ...byPost(BODY), headers: { ...byPost(BODY).headers, host } },
        400,
        "BAD_REQUEST",
        /host/,
      );
  });
});

describe("A method is refused with those that the path accepts:", () => {
  const rows = ["PUT", "DELETE", "PATCH", "TRACE"].flatMap((method) => [
    [method, "/graphql", "GET, POST"],
    [method, "/export?format=csv", "GET, POST"],
    [method, "/health/live", "GET, HEAD"],
  ]);
  it.each(rows)("%s %s", async (method = "", path = "", allow = "") => {
    for (const body of ["", "{", "x".repeat(40_000)]) {
      const request = { method, path, headers: { "content-type": "application/json" }, body };
      const { headers } = await expectStatus(
        served,
        request,
        405,
        "BAD_REQUEST",
        new RegExp(`not ${method}`),
      );
      expect(headers).toMatchObject({
        allow,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
    }
  });

  it("HEAD, without a body", async () => {
    for (const path of ["/graphql", "/export"])
      expect(await sendRepeatedly(served, { method: "HEAD", path })).toMatchObject({
        status: 405,
        text: "",
        headers: { allow: "GET, POST" },
      });
    expect(await sendRepeatedly(served, { method: "HEAD", path: "/nothing" })).toMatchObject({
      status: 404,
      text: "",
    });
    expect(await sendRepeatedly(served, { method: "HEAD", path: "/health/live" })).toMatchObject({
      status: 200,
      text: "",
    });
  });

  it("one that HTTP does not have", async () => {
    const socket = connect(served.port, "127.0.0.1");
    socket.write("GRAB /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n");
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf("{")))).toEqual({
      errors: [{ message: "This is not a valid HTTP request.", extensions: { code: "BAD_REQUEST" } }],
    });
  });
});
