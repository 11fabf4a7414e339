import { ALWAYS, sql, type Sql } from "../../database/statement.js";

/** The country's code. */
export const COUNTRY = "ID";

/** Codes of the Ministry of Home Affairs: `ID`, `15`, `15.71`, `15.05.06.2016`; from `15` on, each extends its parent's. */
export const KEMENDAGRI_CODE = /^(ID|\d{2}(\.\d{2}(\.\d{2}\.\d{4})?)?)$/;

const PROVINCE_LENGTH = 2;
const REGENCY_LENGTH = 5;

/** Whether the code belongs to a province. */
export const isProvince = (code: string): boolean => code !== COUNTRY && code.length === PROVINCE_LENGTH;

/** Whether the code belongs to a village. */
export const isVillage = (code: string): boolean => code.length > REGENCY_LENGTH;

/** Whether the region is the country or a province; only their children are complete, since villages are not. */
export const hasChildren = (code: string): boolean => code.length === PROVINCE_LENGTH;

/** The code of the province that contains a region, for a province its own; null for the country. */
export const provinceOf = (code: string): string | null =>
  code === COUNTRY ? null : code.slice(0, PROVINCE_LENGTH);

/** The code of the region directly above; null for the country. */
export function parentOf(code: string): string | null {
  if (code === COUNTRY) return null;
  return code.length === PROVINCE_LENGTH
    ? COUNTRY
    : code.slice(0, code.length > REGENCY_LENGTH ? REGENCY_LENGTH : PROVINCE_LENGTH);
}

/** The code of the regency or city that contains a region, for one above them its own. */
export const regencyOf = (code: string): string => code.slice(0, REGENCY_LENGTH);

/** Whether the code belongs to a regency or city. */
export const isRegency = (code: string): boolean => code.length === REGENCY_LENGTH;

/** The codes of all regions above a region, nearest first. */
export function codesAbove(code: string): string[] {
  const parent = parentOf(code);
  return parent === null ? [] : [parent, ...codesAbove(parent)];
}

/** The level of a region. Only the official name shows whether it is a regency or a city. */
export function levelOf(
  code: string,
  officialName: string,
): "COUNTRY" | "PROVINCE" | "REGENCY" | "CITY" | "VILLAGE" {
  if (code === COUNTRY) return "COUNTRY";
  if (code.length === PROVINCE_LENGTH) return "PROVINCE";
  if (isVillage(code)) return "VILLAGE";
  return officialName.startsWith("Kota ") ? "CITY" : "REGENCY";
}

/** Whether a region is the outer one or lies in it. */
export const isWithin = (code: string, outer: string): boolean =>
  outer === COUNTRY || code === outer || code.startsWith(`${outer}.`);

/** The condition that a column's code is that of a region or of one in it; "/" is the character after ".". */
export const withinSql = (column: Sql, code: string): Sql =>
  code === COUNTRY ? ALWAYS : sql`(${column} >= ${code} AND ${column} < ${`${code}/`})`;
