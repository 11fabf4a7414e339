// An example of an OpenAPI source: minimum wages of regencies and cities. All figures are synthetic.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { listen } from "./listen.js";
import { syntheticFigure } from "./synthetic-figure.js";

const description = await readFile(new URL("minimum-wages.openapi.json", import.meta.url));

// Regencies and cities, but neither provinces nor villages, have one.
const DISTRICT = /^\d\d\.\d\d$/;

const minimumWage = (code) => ({
  code,
  year: 2026,
  rupiahAMonth: 2_000_000 + 1_000 * Math.round(3_000 * syntheticFigure(`wage ${code}`)),
  synthetic: true,
});

/** Starts the service on a port of this machine, and tells its address and each request. */
export function startMinimumWages({ port = 0, onRequest = () => undefined } = {}) {
  const server = createServer((request, response) => {
    onRequest(request);
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    response.setHeader("content-type", "application/json");
    if (pathname === "/openapi.json") response.end(description);
    else if (pathname === "/minimum-wages") {
      const codes = searchParams.getAll("codes").flatMap((text) => text.split(","));
      response.end(
        JSON.stringify([...new Set(codes)].filter((code) => DISTRICT.test(code)).map(minimumWage)),
      );
    } else {
      response.statusCode = 404;
      response.end('{"message":"not found"}');
    }
  });
  return listen(server, port);
}
