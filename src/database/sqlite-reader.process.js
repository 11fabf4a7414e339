// @ts-check
import process from "node:process";
import { Worker } from "node:worker_threads";
import { openToRead, preparedStatement } from "./sqlite-connection.js";

/** @import { Stored } from "./database.js" */
/** @import { ReaderMessage, ReaderRequest } from "./sqlite-reader.js" */

// Many small messages cost time, and a large one blocks the server's event loop while it is parsed.
const VALUES_PER_MESSAGE = 4000;

// A running statement blocks the main thread, so another thread must notice when the server is gone.
const WATCH = `
  const server = require("node:worker_threads").workerData;
  setInterval(() => {
    try {
      if (process.ppid !== server) throw new Error("The server is gone");
      process.kill(server, 0);
    } catch {
      process.kill(process.pid, "SIGKILL");
    }
  }, 500);
`;

// The server passes its own process id: `process.ppid` would be wrong if the server were gone by now.
const [, , file = "", server = ""] = process.argv;
/**
 * Resolves when the message has been sent, so that a large answer does not pile up in memory.
 * @param {ReaderMessage} message
 * @returns {Promise<void>}
 */
const send = (message) =>
  new Promise((resolve) => {
    process.send?.(message, undefined, undefined, () => {
      resolve();
    });
  });

/** @type {import("better-sqlite3").Database} */
let connection;
try {
  connection = openToRead(file);
} catch (error) {
  // The server tells it in its own log, which a stack on standard error is not.
  await send({ refusal: /** @type {Error} */ (error).message });
  process.exit(1);
}

// Rows go without the names of their columns, with which it would take twice as long to make, send and read them.
/** @param {ReaderRequest} request */
async function answer({ text, values, asArrays }) {
  try {
    const statement = preparedStatement(connection, text).raw(true);
    let names = asArrays ? undefined : statement.columns().map(({ name }) => name);
    /** @type {Stored[][]} */
    let rows = [];
    let most = 1;
    for (const row of /** @type {Iterable<Stored[]>} */ (statement.iterate(...values))) {
      if (rows.length === most) {
        await send({ names, rows, isLast: false });
        names = undefined;
        rows = [];
      }
      if (rows.push(row) === 1) most = Math.ceil(VALUES_PER_MESSAGE / row.length);
    }
    await send({ names, rows, isLast: true });
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error);
    await send({ fault: { message, code } });
  }
}

// A terminal sends these signals to the whole process group, but the server still needs its readers then and ends them
// itself.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);
process.on("message", (request) => void answer(/** @type {ReaderRequest} */ (request)));
await send({ isReady: true });
new Worker(WATCH, {
  eval: true,
  workerData: Number(server),
  resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
}).unref();
