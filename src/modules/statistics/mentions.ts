/** Whether a filter speaks of a field, itself or in what it combines. */
export function mentions(filter: unknown, field: string): boolean {
  if (Array.isArray(filter)) return filter.some((part) => mentions(part, field));
  if (filter === null || typeof filter !== "object") return false;
  const given = filter as Record<string, unknown>;
  return given[field] !== undefined || [given.and, given.or, given.not].some((part) => mentions(part, field));
}
