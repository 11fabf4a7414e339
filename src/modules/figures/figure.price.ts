import { each, type FieldPrice } from "../../graph/declare/field-price.js";

/** Statements that a figure rests on, or that rival it. */
export const statementsPrice: FieldPrice = { values: each(10) };

/** The statements that a rate was computed from. */
export const partsPrice: FieldPrice = { values: each(2) };
