/** Figures whose effective days are so many days apart, or fewer, are about one time. */
export const NEAR_DAYS = 31;
/** As NEAR_DAYS, of workers counted by residence and by workplace, of which nothing is decided: a quarter. */
export const NEAR_DAYS_OF_COUNTINGS = 92;
