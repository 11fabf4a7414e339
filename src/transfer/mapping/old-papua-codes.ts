// The codes that regencies and cities had until Papua was divided in 2022, each with the present Kemendagri code. Codes
// that were kept are not here. None was given to another region since.
const KEMENDAGRI =
  "91.01 93.01, 91.02 95.01, 91.04 94.01, 91.07 94.02, 91.08 94.03, 91.09 94.04, 91.12 95.02, 91.13 95.03, " +
  "91.14 95.04, 91.16 93.02, 91.17 93.03, 91.18 93.04, 91.21 95.05, 91.22 95.06, 91.23 95.07, 91.24 95.08, " +
  "91.25 94.05, 91.26 94.06, 91.27 94.07, 91.28 94.08, 92.01 96.01, 92.04 96.02, 92.05 96.03, 92.09 96.04, " +
  "92.10 96.05, 92.71 96.71";
const BPS =
  "9401 93.01, 9402 95.01, 9404 94.01, 9410 94.03, 9411 94.02, 9412 94.04, 9413 93.02, 9414 93.03, 9415 93.04, " +
  "9416 95.03, 9417 95.02, 9418 95.04, 9429 95.08, 9430 95.07, 9431 95.05, 9432 95.06, 9433 94.05, 9434 94.06, " +
  "9435 94.07, 9436 94.08, 9106 96.02, 9107 96.01, 9108 96.03, 9109 96.04, 9110 96.05, 9171 96.71";

const pairs = (list: string): Map<string, string> =>
  new Map(list.split(", ").map((pair) => pair.split(" ") as [string, string]));

/** The present Kemendagri code of a region of Papua by its code before 2022, for each system. */
export const OLD_PAPUA_CODES = { KEMENDAGRI: pairs(KEMENDAGRI), BPS: pairs(BPS) } as const;
