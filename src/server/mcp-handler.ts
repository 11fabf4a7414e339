import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import { createMcpServer } from "../mcp/mcp-server.js";
import type { Tool } from "../mcp/tool.js";
import { SERVER_VERSION } from "../modules/about/server-version.js";
import { runTool, type Caller, type ToolRunning } from "./run-tool.js";

/** What answers requests of the protocol: how tools run, and who sent a request. */
interface HandlerOptions extends ToolRunning {
  tools: readonly Tool[];
  callerOf: (request: Request) => Caller | undefined;
}

// Tools never change while the server runs, so that there is nothing to subscribe to.
const NO_SUBSCRIPTIONS = 0;

/** Answers each request by itself, without a session, so that nothing grows with the number of clients. */
export const mcpHandler = (options: HandlerOptions): McpHttpHandler =>
  createMcpHandler(
    ({ requestInfo }) => {
      const caller = requestInfo && options.callerOf(requestInfo);
      if (!caller) throw new Error("A server of tools was made for no request");
      return createMcpServer(options.tools, {
        version: SERVER_VERSION,
        run: (call, signal) =>
          runTool(options, { ...caller, left: AbortSignal.any([caller.left, signal]) }, call),
      });
    },
    {
      maxSubscriptions: NO_SUBSCRIPTIONS,
      onerror: (error) => {
        options.logger.debug({ err: error }, "a request of the Model Context Protocol was refused");
      },
    },
  );
