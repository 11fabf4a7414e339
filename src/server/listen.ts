import type { FastifyInstance } from "fastify";
import type { Config } from "../config.js";

/** Listens as configured and returns the address. When it cannot, throws an Error that says what to change. */
export async function listen(
  app: FastifyInstance,
  { host, port }: Pick<Config, "host" | "port">,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    throw new Error(faultOf(error as NodeJS.ErrnoException, host, port), { cause: error });
  }
}

function faultOf({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} of ${host} is in use by another program. Stop it, or set PORT to another port.`;
    case "EACCES":
      return `this user may not listen on port ${port} of ${host}. Set PORT to a port above 1023.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `this machine has no address ${host}. Set HOST to an address that it has, such as 127.0.0.1.`;
    default:
      return `the server cannot listen on ${host}:${port}: ${message}`;
  }
}
