// PostGraphile 5 over the lean tables in PostgreSQL, with the filters that its users add.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";
import { postgraphile } from "postgraphile";

// It counts on this function of Node 22; nothing else of it is missing in Node 20.
Promise.withResolvers ??= function withResolvers() {
  const deferred = {};
  deferred.promise = new this((resolve, reject) => Object.assign(deferred, { resolve, reject }));
  return deferred;
};

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileConnectionFilterPreset],
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: ["public"],
      poolConfig: { max: 10 },
    }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
  grafast: { explain: false },
};

const instance = postgraphile(preset).createServ(grafserv);
const server = createServer();
await instance.addTo(server);
await instance.ready();
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ address: `http://127.0.0.1:${server.address().port}`, msg: "serving" }));
});
process.once("SIGTERM", () => process.exit(0));
