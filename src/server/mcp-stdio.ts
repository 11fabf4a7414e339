import { once } from "node:events";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { ANONYMOUS } from "../access/viewer.js";
import type { Config } from "../config.js";
import type { Session } from "../database/session.js";
import { Reader } from "../graph/read/reader.js";
import { createMcpServer } from "../mcp/mcp-server.js";
import { SERVER_VERSION } from "../modules/about/server-version.js";
import { createApollo } from "./apollo.js";
import { readOperations } from "./operations.js";
import { prepareDatabase } from "./prepare.js";
import { runTool } from "./run-tool.js";
import { servedSchema } from "./schema.js";
import { Sessions } from "./sessions.js";
import { graphTools } from "./tools.js";

/**
 * Offers the tools over standard input and output until the input ends, with a database of its own connection. What is
 * not public stays closed. Calls wait until the data is loaded. Rejects when the database cannot be prepared.
 */
export async function serveToolsOnStdio(
  dataSource: DataSource,
  config: Config,
  logger: Logger,
  operationsFolder: string,
): Promise<void> {
  const served = servedSchema();
  const tools = graphTools(served, await readOperations(operationsFolder), config);
  const apollo = createApollo(served, config, logger);
  await apollo.start();
  const sessions = new Sessions(dataSource, config.operationTimeoutMs);
  const prepared = prepareDatabase(dataSource, config, logger, () => undefined);
  const running = { apollo, sessions, config, logger };
  let calls = 0;
  const handle = serveStdio(
    () =>
      createMcpServer(tools, {
        version: SERVER_VERSION,
        run: async (call, left, tool) => {
          await prepared;
          const requestId = `call-${(calls += 1)}`;
          const caller = {
            left,
            requestId,
            context: (db: Session) =>
              Promise.resolve({
                db,
                reader: new Reader(db, ANONYMOUS, config.maxRows),
                viewer: ANONYMOUS,
                requestId,
              }),
          };
          const answer = await runTool(running, caller, call);
          logger.info({ requestId, tool, failed: answer.isError }, "a tool was called");
          return answer;
        },
      }),
    {
      onerror: (error) => {
        logger.warn({ err: error }, "a message could not be read");
      },
    },
  );
  try {
    const ended = once(process.stdin, "close");
    await Promise.race([ended, prepared]);
    logger.info("the tools are ready");
    await ended;
  } finally {
    sessions.stop();
    await handle.close();
    await apollo.stop();
  }
}
