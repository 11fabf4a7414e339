import { LEAN } from "./lean.js";
import { WIDE } from "./wide.js";

/** The tables of a floor: lean ones of its own, or Cakupan's. */
export const TABLES = { lean: LEAN, wide: WIDE };
