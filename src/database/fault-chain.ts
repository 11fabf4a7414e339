/** What is known of an error of a driver. */
export interface Fault {
  code: string;
  message: string;
}

/** An error, and the errors that caused it, of TypeORM's or ours around the driver's; the outermost first. */
export function faultChain(error: unknown): Fault[] {
  const chain: Fault[] = [];
  const add = (inner: unknown): void => {
    if (!(inner instanceof Error)) return;
    const { code, driverError, cause } = inner as Error & Partial<Record<"code" | "driverError", unknown>>;
    chain.push({ code: typeof code === "string" ? code : "", message: inner.message });
    add(driverError);
    if (cause !== driverError) add(cause);
  };
  add(error);
  return chain;
}

/** Whether the database ended a transaction for what another has written; a cluster also refuses to commit with this code. */
export const isDeadlock = (error: unknown): boolean =>
  faultChain(error).some(({ code }) => code === "ER_LOCK_DEADLOCK");
