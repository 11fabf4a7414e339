import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { LookupAddress } from "node:dns";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { delayAfter } from "../../src/webhooks/retry.js";
import { CERTIFICATE, CERTIFICATE_KEY } from "../support/certificate.js";
import { answering, Receiver } from "../support/receiver.js";

const found = new Map<string, string[]>();
let lookups = 0;
type Found = (error: null, addresses: LookupAddress[]) => void;
jest.unstable_mockModule("node:dns", () => ({
  lookup: (host: string, _options: object, done: Found): void => {
    lookups += 1;
    const addresses = found.get(host) ?? ["127.0.0.1"];
    // Whoever asks again is led somewhere else.
    found.set(host, ["10.0.0.1"]);
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  },
}));
const { post, urlFault } = await import("../../src/webhooks/post.js");
const { isPublic } = await import("../../src/webhooks/public-address.js");

describe("Sending a message", () => {
  const receiver = new Receiver();
  let port: number;

  beforeEach(async () => {
    found.clear();
    lookups = 0;
    receiver.answer = answering(200);
    await receiver.start();
    port = receiver.port;
  });
  afterEach(async () => {
    await receiver.stop();
    receiver.take();
  });

  const send = (to: string, loopback = true): ReturnType<typeof post> => post(to, "{}", {}, { loopback });

  it("goes to the one address that was looked up, under the name that was given", async () => {
    expect(await send(`http://partner.example:${port}/hook?x=1`)).toEqual({
      isDelivered: true,
      text: "answered 200",
    });
    expect(lookups).toBe(1);
    expect(receiver.take()[0]?.headers.host).toBe(`partner.example:${port}`);
  });

  it("is refused for addresses of this machine and its network, also where a name has others beside", async () => {
    found.set("inside.example", ["8.8.8.8", "10.1.2.3"]);
    found.set("mapped.example", ["::ffff:127.0.0.1"]);
    for (const host of [
      "inside.example",
      "mapped.example",
      "127.0.0.1",
      "[::1]",
      "169.254.169.254",
      "0x7f000001",
    ]) {
      const outcome = await send(`https://${host}:${port}/`, false);
      expect([host, outcome]).toEqual([
        host,
        { isDelivered: false, text: expect.stringMatching(/^refused: .* is no public address$/) },
      ]);
    }
    // With the setting for tests, plain HTTP still leads nowhere else.
    found.set("outside.example", ["8.8.8.8"]);
    expect((await send(`http://outside.example:${port}/`)).text).toMatch(/is no public address/);
    expect(receiver.take()).toEqual([]);
  });

  it("needs https, and no user in the address", async () => {
    expect((await send(`http://127.0.0.1:${port}/`, false)).text).toBe(
      "refused: it must begin with https://",
    );
    expect(receiver.take()).toEqual([]);
    expect(urlFault("https://user:secret@partner.example/", { loopback: false })).toMatch(/user or password/);
    for (const text of ["ftp://partner.example/", "partner.example", ""])
      expect(urlFault(text, { loopback: true })).toMatch(/https/);
    expect(urlFault("https://partner.example/hook", { loopback: false })).toBeNull();
  });

  it("goes by https only to who has a certificate of the name, whatever the address", async () => {
    const server = createServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (_request, response) =>
      response.end(),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port: secure } = server.address() as AddressInfo;
    const to = (host: string, ca?: string): ReturnType<typeof post> =>
      post(`https://${host}:${secure}/`, "{}", {}, { loopback: true, ...(ca ? { ca } : {}) });
    expect(await to("partner.example", CERTIFICATE)).toMatchObject({ isDelivered: true });
    expect((await to("other.example", CERTIFICATE)).text).toMatch(/does not match certificate/);
    found.clear();
    expect((await to("partner.example")).text).toMatch(/self-signed/);
    await new Promise((resolve) => server.close(resolve));
  });

  it("does not follow a redirect", async () => {
    receiver.answer = (response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/other` }).end();
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
      isDelivered: false,
      text: "answered 302: redirects are not followed",
    });
    expect(receiver.take()).toHaveLength(1);
  });

  it("reads no answer without end", async () => {
    let isClosed: (value: unknown) => void = () => undefined;
    const closed = new Promise((resolve) => (isClosed = resolve));
    receiver.answer = (response) => {
      response.writeHead(200);
      const write = (): void => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
      };
      response.on("drain", write).on("close", isClosed);
      write();
    };
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ isDelivered: true });
    await closed;
  });

  it("ends after five seconds without an answer, and where nobody listens", async () => {
    receiver.answer = () => undefined;
    expect(await send(`http://127.0.0.1:${port}/`)).toEqual({
      isDelivered: false,
      text: "no answer within 5 s",
    });
    await receiver.stop();
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({
      text: expect.stringMatching(/ECONNREFUSED/),
    });
    await receiver.start();
  }, 15_000);

  it("is tried again after 5 seconds, and later up to a day later", () => {
    const delays = Array.from({ length: 17 }, (_, failed) => delayAfter(failed + 1));
    expect(delays.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
    expect(delays.slice(-3)).toEqual([81_920_000, 86_400_000, null]);
  });
});

it.each([
  ["8.8.8.8", true],
  ["2606:4700::1111", true],
  ["10.0.0.1", false],
  ["172.31.255.255", false],
  ["192.168.1.1", false],
  ["100.64.0.1", false],
  ["169.254.169.254", false],
  ["0.0.0.0", false],
  ["255.255.255.255", false],
  ["::", false],
  ["::1", false],
  ["fd00::1", false],
  ["fe80::1", false],
  ["::ffff:8.8.8.8", false],
  ["64:ff9b::a00:1", false],
  ["2002:a00:1::", false],
  ["2001:db8::1", false],
  ["no address", false],
])("whether %s is an address of the internet: %s", (address, expected) => {
  expect(isPublic(address)).toBe(expected);
});
