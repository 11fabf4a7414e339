import { BlockList, isIP } from "node:net";

// Networks of which IANA says that they are not reached over the internet, or that they lead to IPv4 addresses in disguise.
const NOT_PUBLIC = new BlockList();
for (const network of [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"],
  ...["192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"],
  ...["198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"],
]) {
  const [address = "", bits] = network.split("/");
  NOT_PUBLIC.addSubnet(address, Number(bits), "ipv4");
}
for (const network of ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]) {
  const [address = "", bits] = network.split("/");
  NOT_PUBLIC.addSubnet(address, Number(bits), "ipv6");
}

// All public IPv6 addresses begin with it; loopback, local and mapped IPv4 addresses do not.
const GLOBAL = new BlockList();
GLOBAL.addSubnet("2000::", 3, "ipv6");

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

const family = (address: string): "ipv4" | "ipv6" => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Whether an address is this machine's own. */
export const isLoopback = (address: string): boolean => LOOPBACK.check(address, family(address));

/** Whether an address is one of the internet, and not of this machine or its network. */
export function isPublic(address: string): boolean {
  const kind = family(address);
  return (
    isIP(address) !== 0 &&
    !NOT_PUBLIC.check(address, kind) &&
    (kind === "ipv4" || GLOBAL.check(address, kind))
  );
}
