import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ANSWERS } from "./answers.js";
import { openFloorDatabase } from "./database.js";
import { TABLES } from "./both-tables.js";
import type { FloorName } from "../options.js";

// A server written by hand on node:http, which shows the least that answering the workloads costs.
const { DATABASE_URL, FLOOR_TABLES } = process.env;
const db = openFloorDatabase(DATABASE_URL ?? "", TABLES[FLOOR_TABLES === "wide" ? "wide" : "lean"]);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://floor");
  const data = await ANSWERS[pathname.slice(1) as FloorName](db, searchParams);
  const body = JSON.stringify({ data });
  response.writeHead(200, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    response.writeHead(500, { "content-type": "application/json" });
    response.end(JSON.stringify({ errors: [{ message: String(error) }] }));
  });
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ address: `http://127.0.0.1:${port}`, msg: "serving" }));
});
process.once("SIGTERM", () => process.exit(0));
