import type { ValueStatus } from "../../../modules/observations/observation.entity.js";
import { isProvince } from "../../../modules/regions/region-code.rules.js";
import type { Analysed, Analysis } from "../analysis.js";
import type { Clause } from "../find/clauses.js";
import { payerIn } from "./cues.js";
import type { Memory } from "./memory.js";

// A payer named beside one group is not the payer of another in the same sentence.
function contextFor({ text, clauses }: Analysed, { segment }: Clause): string {
  const own = text.slice(segment.start, segment.end);
  const people = clauses.filter(({ quantity }) => quantity.counted === "PERSONS").length;
  return people > 1 && payerIn(own, false) !== null ? own : text;
}

const GOVERNMENT =
  /(?<!\p{L})(?:pem(?:kab|kot|ko|prov|da)|pemerintah\s+(?:kabupaten|kota|provinsi|daerah)|bupati|wali\s?kota|gubernur|dinas)(?!\p{L})/iu;
const PAYMENT = /(?<!\p{L})(?:iuran|premi|anggaran|pembayaran|pembiayaan|bantuan|dana|biaya)/iu;

// The payer of the sentence, else of the next one that says who pays.
export function payer(
  analysis: Analysis,
  sentence: Analysed,
  clause: Clause,
  region: string,
  status: ValueStatus,
  memory: Memory,
): string {
  const own = payerIn(contextFor(sentence, clause), isProvince(region));
  if (own !== null) return own;
  const next = analysis.sentences[analysis.sentences.indexOf(sentence) + 1];
  const isOfNext = next?.clauses.some(({ quantity }) => quantity.counted === "PERSONS");
  if (next && next.paragraph - sentence.paragraph <= 1 && PAYMENT.test(next.text) && isOfNext === false) {
    const told = payerIn(next.text, isProvince(region));
    if (told !== null) return told;
  }
  const isMoney = clause.quantity.counted === "IDR" || clause.quantity.counted === "MONTHS";
  const isSame = memory.previous?.paragraph === sentence.paragraph;
  if (isMoney && isSame && memory.funding !== "") return memory.funding;
  // A government that sets money aside does so in its own budget.
  if (status !== "ALLOCATED" || !GOVERNMENT.test(sentence.text)) return "";
  return isProvince(region) ? "APBD_PROVINCE" : "APBD_CITY";
}
