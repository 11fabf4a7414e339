import type { PreparedField } from "./prepared.js";

/** The data of an object, whose fields may be pending. */
export type Data = Record<string, unknown>;

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

/** Prevents an unhandled rejection, which would end the process, of promises that are not awaited yet. */
export function ignoreRejections(values: readonly unknown[]): void {
  for (const value of values) if (isPromise(value)) value.catch(() => undefined);
}

/** Objects without a prototype are slow. Only the key `__proto__` needs one, since it would set the prototype. */
export const emptyFor = (fields: readonly PreparedField[]): Data =>
  fields.some(({ key }) => key === "__proto__") ? (Object.create(null) as Data) : {};

export async function allResolved(data: Data): Promise<Data> {
  await resolveInPlace(data);
  return data;
}

/** Replaces the promises in an object by their values. */
export function resolveInPlace(data: Data): Promise<void> {
  return Promise.all(Object.values(data)).then((values) => {
    Object.keys(data).forEach((key, index) => (data[key] = values[index]));
  });
}
