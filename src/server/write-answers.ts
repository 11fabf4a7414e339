import type { Config } from "../config.js";
import { Session } from "../database/session.js";
import { queryTooLarge } from "../errors.js";
import type { Context } from "../graph/declare/context.js";
import { writtenData } from "./answer-text.js";
import type { Execute } from "./executor.js";
import { formatError } from "./format-error.js";
import { jsonInTurns, type Writing } from "./json-in-turns.js";

/**
 * Executes what it is given, and writes the answer: as part of the operation, so that what is too long, or takes too
 * long, is refused as any other, and before the memory is taken.
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
    // Apollo Server writes them again, in the words that callers are told.
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
    `The answer is longer than the ${most.toLocaleString("en-US")} bytes that this server answers. Ask for smaller pages (\`first\`), fewer fields, or shorter aliases.`,
    400,
  );
