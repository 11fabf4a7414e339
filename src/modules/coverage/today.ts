const JAKARTA = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Jakarta" });

/** The day in Jakarta, which the country's figures are dated by, at an instant: now when none is named. */
export const dayInJakarta = (instant: Date = new Date()): string => JAKARTA.format(instant);

/** Today's date in Jakarta. */
export const today = (): string => dayInJakarta();
