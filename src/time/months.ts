/** The day some calendar months after another one, or before it; the last of its month where that is shorter. */
export function monthsAfter(day: string, months: number): string {
  const month = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const [year, of] = [Math.floor(month / 12), month % 12];
  const last = new Date(Date.UTC(year, of + 1, 0)).getUTCDate();
  const date = Math.min(Number(day.slice(8)), last);
  return `${String(year).padStart(4, "0")}-${pad(of + 1)}-${pad(date)}`;
}

const pad = (number: number): string => String(number).padStart(2, "0");
