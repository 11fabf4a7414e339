const MOST = 10_000;
const LONGEST = 40;

/** Caches the results of a function for short texts that often repeat, such as the periods of a million figures. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const cache = new Map<string, T>();
  return (text) => {
    const cached = cache.get(text);
    if (cached !== undefined) return cached;
    const value = read(text);
    if (text.length > LONGEST) return value;
    if (cache.size >= MOST) cache.clear();
    // Copies the text, since a substring would hold the whole text of its file in memory.
    cache.set(Buffer.from(text).toString(), value);
    return value;
  };
}
