/** Buckets as they are stored: lists, since a table reads hundreds of them. */
export interface StoredBuckets<T> {
  years: [year: number, from: number, until: number, told: T | null][];
  steps: [since: string, told: T | null][];
}
