import { SaxesParser } from "saxes";
import type { Limits } from "./limits.js";
import type { Source } from "./source.js";
import { unreadable, UnreadableInput } from "./unreadable-input.js";

/** Callbacks for the parts of an XML document; names come without their prefix. */
export interface XmlHandler {
  open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

/** Reads an XML document and yields after every chunk, so that the caller can pass on what it has so far. */
export async function* readXmlInSteps(
  source: Source,
  handler: XmlHandler,
  limits: Limits,
): AsyncGenerator<undefined> {
  const { file } = source;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parser = new SaxesParser();
  let heldBytes = 0;
  let depth = 0;
  // The parser rejects all entities but the five of XML, so that none can expand.
  parser.on("doctype", () => {
    throw unreadable({ file }, "has a document type declaration, which is not allowed");
  });
  parser.on("error", (error) => {
    throw unreadable({ file }, `is not XML: ${error.message.slice(0, 200)}`, error);
  });
  parser.on("opentag", ({ name, attributes }) => {
    heldBytes = 0;
    depth += 1;
    if (depth > limits.xmlDepth)
      throw unreadable({ file }, `is nested more than ${limits.xmlDepth} deep, which is the limit`);
    handler.open?.(localName(name), attributes);
  });
  parser.on("closetag", ({ name }) => {
    heldBytes = 0;
    depth -= 1;
    handler.close?.(localName(name));
  });
  parser.on("text", (text) => handler.text?.(text));
  parser.on("cdata", (text) => handler.text?.(text));
  const write = (chunk: Buffer | null): void => {
    parser.write(decoded(decoder, chunk, file));
    heldBytes += chunk?.length ?? 0;
    if (heldBytes > limits.xmlNodeBytes)
      throw unreadable(
        { file },
        `has more than ${limits.xmlNodeBytes} bytes without a tag, which is the limit`,
      );
    if (chunk === null) parser.close();
  };
  for await (const chunk of source.read()) {
    // The caller gets what comes before a fault first.
    const fault = caught(() => {
      write(chunk);
    });
    yield;
    if (fault !== null) throw fault;
  }
  write(null);
  yield;
}

function caught(action: () => void): Error | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof UnreadableInput) return error;
    throw error;
  }
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | null, file: string): string {
  try {
    return decoder.decode(chunk ?? undefined, { stream: chunk !== null });
  } catch (error) {
    throw unreadable({ file }, "is not XML in UTF-8", error);
  }
}

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Reads an XML document to its end. */
export async function readXml(source: Source, handler: XmlHandler, limits: Limits): Promise<void> {
  const steps = readXmlInSteps(source, handler, limits);
  while ((await steps.next()).done !== true);
}
