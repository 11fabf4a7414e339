const MOST = 10_000;
const LONGEST = 40;

/** A reading of short texts that repeat, such as the periods of a million figures: each is read once while remembered. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = read(text);
    if (text.length > LONGEST) return value;
    if (known.size >= MOST) known.clear();
    // A part of a file's text would keep all of it in memory.
    known.set(Buffer.from(text).toString(), value);
    return value;
  };
}
