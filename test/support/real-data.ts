export interface DatabaseUrls {
  /** Absent when no MySQL server is at hand. */
  readonly mysql?: string;
}

export const prepareRealData: (urls: DatabaseUrls) => Promise<void> = () => Promise.resolve();
