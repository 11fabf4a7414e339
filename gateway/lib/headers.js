/** What a source gets of a caller's headers: those on its list, and its own. */
export function headersTo(sources) {
  const byName = new Map(sources.map((source) => [source.name, source]));
  return ({ request, subgraphName }) => {
    const source = byName.get(subgraphName);
    if (!source) return {};
    const forwarded = source.forward
      .map((name) => [name, request.headers.get(name)])
      .filter(([, value]) => value !== null);
    return { ...source.headers, ...Object.fromEntries(forwarded) };
  };
}
