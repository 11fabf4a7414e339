import {
  ProtocolError,
  ProtocolErrorCode,
  McpServer,
  type CallToolResult,
} from "@modelcontextprotocol/server";
import { shortened } from "../errors.js";
import type { AskGraph, Tool, ToolAnswer } from "./tool.js";

const INSTRUCTIONS = `Cakupan: Indonesia's employment social security (BPJS Ketenagakerjaan, Jamsostek) in one graph. Regions have official Kemendagri codes, texts such as "15.71"; find them with \`forgiving-search\`. Figures carry source, period, qualifier and rivals: name the source when you state one, do not add rates, and read null as "not known", never as 0. \`cited\` in an answer is the number of a line in \`sources\`, counted from 1; \`citation\` cites the whole data, and \`dataVersion\` names its version.

Cakupan: jaminan sosial ketenagakerjaan Indonesia dalam satu graf. Sebutkan sumber setiap angka; null berarti "tidak diketahui", bukan 0.`;

/** What a server of tools needs from its transport. */
export interface Serving {
  /** The server's version. */
  version: string;
  /** Calls a tool for whoever sent the request; the signal ends when they leave. */
  run: (
    call: (ask: AskGraph) => Promise<ToolAnswer>,
    signal: AbortSignal,
    tool: string,
  ) => Promise<ToolAnswer>;
}

/** A server that offers the tools over one connection, or for one request. It keeps nothing between calls. */
export function createMcpServer(tools: readonly Tool[], { version, run }: Serving): McpServer {
  const mcp = new McpServer(
    { name: "cakupan", title: "Cakupan", version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  // Our tools have schemas that follow from the graph, which checks their arguments itself.
  const { server } = mcp;
  server.setRequestHandler("tools/list", () => ({ tools: tools.map(({ definition }) => definition) }));
  server.setRequestHandler("tools/call", async ({ params: { name, arguments: given = {} } }, { mcpReq }) => {
    const tool = tools.find(({ definition }) => definition.name === name);
    if (!tool)
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `There is no tool ${JSON.stringify(shortened(name))}; \`tools/list\` has all.`,
      );
    return resultOf(await run((ask) => tool.call(given, ask), mcpReq.signal, name));
  });
  return mcp;
}

const resultOf = ({ content, isError }: ToolAnswer): CallToolResult => ({
  content: [{ type: "text", text: JSON.stringify(content) }],
  structuredContent: content,
  ...(isError ? { isError } : {}),
});
