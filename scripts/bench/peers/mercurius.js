// Mercurius with its JIT over the floor's lean tables: a schema as one would write it, with loaders tuned by hand.
import Fastify from "fastify";
import mercurius from "mercurius";
import mysql from "mysql2/promise";
import { resolversOf, schema } from "./mercurius.graph.js";
import { loadersOf } from "./mercurius.loaders.js";

const pool = mysql.createPool({
  uri: process.env.DATABASE_URL,
  connectionLimit: 10,
  dateStrings: true,
  timezone: "Z",
});

// Lists of keys have any length, and each would stay prepared, in the driver and on the server.
const MAX_PREPARED = 50;

async function all(statement, values) {
  const [rows] = await (values.length > MAX_PREPARED
    ? pool.query(statement, values)
    : pool.execute(statement, values));
  return rows;
}

const app = Fastify();
app.register(mercurius, { schema, resolvers: resolversOf(all), loaders: loadersOf(all), jit: 1 });
const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(JSON.stringify({ address, msg: "serving" }));
process.once("SIGTERM", () => process.exit(0));
