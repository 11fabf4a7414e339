import { textScalar } from "../../graph/declare/scalars.js";
import { KEMENDAGRI_CODE } from "./region-code.rules.js";

const BPS = /^\d{2}(\d{2})?$/;

/** Whether the text has the form of a Kemendagri code: `ID`, `15`, `15.71` or `15.05.06.2016`. */
export const isKemendagriCode = (text: string): boolean => KEMENDAGRI_CODE.test(text);

/** Whether the text has the form of a BPS code: `15` or `1571`. */
export const isBpsCode = (text: string): boolean => BPS.test(text);

/** A string, since the number `11.10` would equal `11.1`. */
export const RegionCode = textScalar({
  name: "RegionCode",
  description:
    "Code as the Ministry of Home Affairs (Kemendagri) publishes it: `ID`, `15`, `15.71`, `15.05.06.2016`; a string, never a number.",
  problem: (text) =>
    isKemendagriCode(text) || isBpsCode(text)
      ? null
      : "expected a code such as ID, 15, 15.71 or 15.05.06.2016",
});
