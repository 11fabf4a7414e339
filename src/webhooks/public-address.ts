import { lookup as lookUp } from "node:dns";
import { request as requestHttp, type ClientRequest } from "node:http";
import { request as requestHttps, type RequestOptions } from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

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

/**
 * Begins a request to an address that is allowed, or to a name that leads to such addresses only. The name is looked up once,
 * and the connection goes to what has been checked. Throws, or fails, with `refusal` for all others.
 */
export function requestAllowed(
  url: URL,
  isAllowed: (address: string) => boolean,
  refusal: Error,
  options: RequestOptions,
): ClientRequest {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isAllowed(host)) throw refusal;
  const lookup: LookupFunction = (name, asked, found) => {
    lookUp(name, { ...asked, all: true }, (error, addresses) => {
      const [first] = error === null ? addresses : [];
      if (first === undefined) found(error ?? refusal, "", 0);
      // A name that leads elsewhere as well is refused as a whole.
      else if (!addresses.every(({ address }) => isAllowed(address))) found(refusal, "", 0);
      else if (asked.all) found(null, addresses);
      else found(null, first.address, first.family);
    });
  };
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return request(url, { ...options, lookup, agent: false });
}
