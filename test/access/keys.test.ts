import { describe, expect, it } from "@jest/globals";
import { digestOf, keyIdIn, makeKey } from "../../src/access/key.js";
import { KeyRing } from "../../src/access/key-ring.js";
import type { StoredKey } from "../../src/access/stored-key.js";
import { viewerOf, type Viewer } from "../../src/access/viewer.js";

const viewer = (keyId: string, ...scopes: Parameters<typeof viewerOf>[0]["scopes"]): Viewer =>
  viewerOf({ partner: null, keyId, scopes, regions: null, expiresAt: null });

const storedAs = (text: string, until = Infinity): StoredKey => {
  const id = keyIdIn(text) ?? "";
  return { id, digest: digestOf(text), viewer: viewer(id), until };
};

/** A ring over keys that a test may change, with a clock that it sets. */
function ringOver(keys: StoredKey[]): { ring: KeyRing; clock: { now: number }; reads: () => number } {
  const clock = { now: 1_000_000 };
  let reads = 0;
  const read = (): Promise<StoredKey[]> => {
    reads += 1;
    return Promise.resolve([...keys]);
  };
  return { ring: new KeyRing(read, () => clock.now), clock, reads: () => reads };
}

describe("A key", () => {
  it("has a public id, 256 secret bits and a checksum, and is stored only as a digest", () => {
    const { id, text, digest } = makeKey();
    expect(text).toMatch(/^ckp_[a-z0-9]{12}_[\w-]{43}_[\w-]{6}$/);
    expect(keyIdIn(text)).toBe(id);
    expect(digestOf(text).toString("hex")).toBe(digest);
    expect(makeKey().text).not.toBe(text);
  });

  it("is no key when a letter is missing, added or another one", () => {
    const { text } = makeKey();
    const swapped = (at: number): string =>
      text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);
    const faulty = [
      text.slice(1),
      text.slice(0, -1),
      `${text}a`,
      ` ${text}`,
      swapped(5),
      swapped(30),
      swapped(65),
      "",
    ];
    expect(faulty.map(keyIdIn)).toEqual(faulty.map(() => null));
  });
});

describe("The key ring", () => {
  it("reads nothing until a key is presented, and then once for all requests of five seconds", async () => {
    const { text } = makeKey();
    const { ring, clock, reads } = ringOver([storedAs(text)]);
    expect(ring.viewer("not a key")).toBeNull();
    expect(reads()).toBe(0);
    const found = await Promise.all([ring.viewer(text), ring.viewer(text)]);
    expect(found.map((one) => one?.keyId)).toEqual([keyIdIn(text), keyIdIn(text)]);
    expect(reads()).toBe(1);
    clock.now += 4_999;
    // Not even a promise.
    expect(ring.viewer(text)).toMatchObject({ keyId: keyIdIn(text) });
    clock.now += 1;
    await ring.viewer(text);
    expect(reads()).toBe(2);
  });

  it("refuses a key five seconds after it was revoked, at the latest", async () => {
    const { text } = makeKey();
    const keys = [storedAs(text)];
    const { ring, clock } = ringOver(keys);
    expect(await ring.viewer(text)).not.toBeNull();
    keys.pop();
    clock.now += 5_000;
    expect(await ring.viewer(text)).toBeNull();
  });

  it("takes a new key a second after the last reading, and reads at most once a second for keys it does not know", async () => {
    const [known, late] = [makeKey().text, makeKey().text];
    const keys = [storedAs(known)];
    const { ring, clock, reads } = ringOver(keys);
    await ring.viewer(known);
    keys.push(storedAs(late));
    for (let time = 0; time < 9; time += 1) expect(await ring.viewer(late)).toBeNull();
    expect(reads()).toBe(1);
    clock.now += 1_000;
    expect(await ring.viewer(late)).toMatchObject({ keyId: keyIdIn(late) });
    expect(reads()).toBe(2);
  });

  it("refuses an expired key, and one with the id of another", async () => {
    const [expiring, mine] = [makeKey().text, makeKey()];
    const { ring, clock } = ringOver([storedAs(expiring, 1_000_500), storedAs(mine.text)]);
    expect(await ring.viewer(expiring)).not.toBeNull();
    clock.now += 500;
    expect(await ring.viewer(expiring)).toBeNull();
    const forged = { ...storedAs(makeKey().text), id: mine.id };
    const other = ringOver([forged]).ring;
    expect(await other.viewer(mine.text)).toBeNull();
  });

  it("goes on with the keys that it has when the database is away, but starts with none", async () => {
    const { text } = makeKey();
    let isAway = false;
    const clock = { now: 0 };
    const read = (): Promise<StoredKey[]> =>
      isAway ? Promise.reject(new Error("away")) : Promise.resolve([storedAs(text)]);
    const ring = new KeyRing(read, () => clock.now);
    await ring.viewer(text);
    isAway = true;
    clock.now += 60_000;
    expect(await ring.viewer(text)).not.toBeNull();
    await expect(new KeyRing(read, () => 0).viewer(text)).rejects.toThrow("away");
  });
});

describe("The access class", () => {
  const classOf = (scopes: Parameters<typeof viewerOf>[0]["scopes"], regions: string[] | null): string =>
    viewerOf({ partner: null, keyId: "k", scopes, regions, expiresAt: null }).accessClass;

  it("is that of scopes and regions, in whatever order, and never that of requests without a key", () => {
    const own = classOf(["wages:read", "returns:read"], ["33", "34"]);
    expect(classOf(["returns:read", "wages:read"], ["34", "33", "33"])).toBe(own);
    const others = [
      classOf(["returns:read"], ["33", "34"]),
      classOf(["returns:read", "wages:read"], ["33"]),
      classOf(["returns:read", "wages:read"], null),
      classOf([], []),
      "",
    ];
    expect(new Set([own, ...others]).size).toBe(others.length + 1);
  });

  it("of an admin is that of all scopes", () => {
    expect([...viewer("k", "admin").scopes]).toContain("returns:read");
  });
});
