const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** Whether a text is a calendar month, `YYYY-MM`. */
export const isMonth = (text: string): boolean => MONTH.test(text);
