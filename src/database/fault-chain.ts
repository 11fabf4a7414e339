/** What is known of an error; texts are empty where it says nothing. */
interface Known {
  code: string;
  message: string;
}

/** An error, and the errors that caused it, of TypeORM's or ours around the driver's; the outermost first. */
export function faultChain(error: unknown): Known[] {
  const chain: Known[] = [];
  const add = (inner: unknown): void => {
    if (typeof inner !== "object" || inner === null) return;
    const { code, message, driverError, cause } = inner as Record<string, unknown>;
    chain.push({ code: textOf(code), message: textOf(message) });
    add(driverError);
    if (cause !== driverError) add(cause);
  };
  add(error);
  return chain;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Whether the database ended a transaction for what another has written; a cluster also refuses to commit with this code. */
export const isDeadlock = (error: unknown): boolean =>
  faultChain(error).some(({ code }) => code === "ER_LOCK_DEADLOCK");
