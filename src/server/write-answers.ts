import type { Config } from "../config.js";
import { Session } from "../database/session.js";
import { queryTooLarge } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { writtenData } from "./answer-text.js";
import type { Execute } from "./executor.js";
import { formatError } from "./format-error.js";
import { jsonInTurns, type Writing } from "./json-in-turns.js";

/**
 * Wraps `execute` so that the answer is serialized as part of the operation: an answer that is too long, or takes too
 * long to write, is refused like any other operation, and before it fills the memory.
 */
export function writingAnswers(
  execute: Execute,
  { maxAnswerBytes }: Pick<Config, "maxAnswerBytes">,
): Execute {
  return async (args) => {
    const { data, errors, ...result } = await execute(args);
    const { db, answerRoom } = args.contextValue as Context;
    let bytes = 0;
    const writing: Writing = {
      onPart: (part) => {
        bytes += Buffer.byteLength(part);
        if (bytes > maxAnswerBytes) throw tooLong(maxAnswerBytes);
        answerRoom?.hold(bytes);
      },
      signal: db instanceof Session ? db.signal : null,
    };
    // Errors are written only to count them: Apollo Server formats and writes them again.
    if (errors) {
      for (const error of errors) await jsonInTurns(formatError(error.toJSON(), error), writing);
      Object.assign(result, { errors });
    }
    if (data === undefined || data === null) return data === undefined ? result : { ...result, data };
    return { ...result, data: writtenData(await jsonInTurns(data, writing)) };
  };
}

const tooLong = (most: number): Error =>
  queryTooLarge(
    `The answer is longer than the ${most.toLocaleString("en-US")} bytes that this server allows. Ask for smaller pages (\`first\`), fewer fields, or shorter aliases.`,
    400,
  );
