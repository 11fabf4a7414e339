/** A log of JSON lines on standard error. */
const line = (level) => (fields, msg) =>
  console.error(JSON.stringify({ level, time: new Date().toISOString(), name: "gateway", ...fields, msg }));

export const log = { info: line("info"), warn: line("warn"), error: line("error") };

/** A log that says nothing. */
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
