import { hash } from "node:crypto";
import { isIPv6 } from "node:net";
import { LRUCache } from "lru-cache";

/** Buckets of strangers: as many as memory holds well, whoever they are. */
const STRANGERS = 65_536;

/**
 * The bucket of an address. There is a fixed number of them, so that no number of addresses fills the memory: a stranger
 * seldom shares one with another. An IPv6 address counts with all others of its network of 64 bits, which one owner has.
 */
export function strangerBucket(address: string): string {
  let bucket = recent.get(address);
  if (bucket === undefined) {
    const digest = hash("sha256", ownerOf(address), "buffer");
    bucket = String(digest.readUInt32BE(0) % STRANGERS);
    recent.set(address, bucket);
  }
  return bucket;
}

// Most requests are of those who have just sent others.
const recent = new LRUCache<string, string>({ max: 1_000 });

function ownerOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  if (tail !== undefined)
    groups.push(...Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill("0"), ...rest);
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
