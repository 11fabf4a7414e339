import { changedKeys, noteKeys } from "../../package/changed-keys.js";
import { dayOf, integer, list, number, optional, text, type Cells } from "../../package/column.js";
import { digest } from "../../package/digest.js";
import { packageTable } from "../../package/package-table.js";
import { periodRules } from "../../package/row-rules.js";
import { statedWords } from "../../package/stated-words.js";
import { Tariff } from "./tariff.entity.js";

const IDENTITY = ["programme", "segment", "rate", "amount_idr", "base", "valid_from", "valid_to"] as const;

const identityOf = (cells: Cells): string[] => IDENTITY.map((column) => cells[column] ?? "");

/** Tariffs that a load has added, changed or removed, by slug. */
export const CHANGED_TARIFFS = changedKeys();

export const tariffsPackage = packageTable(
  "tariffs",
  Tariff,
  {
    programme: list("programmes"),
    segment: text("segment"),
    rate: optional(number("rate")),
    amount_idr: optional(integer("amount")),
    base: text("base"),
    valid_from: optional(dayOf("validFrom", "from")),
    valid_to: optional(dayOf("validTo", "until")),
    exclusions: optional(text("exclusions")),
    source_id: text("sourceSlug"),
  },
  {
    derived: ["slug"],
    noteChanges: noteKeys(CHANGED_TARIFFS, "slug"),
    derive: (values, cells) => {
      values.slug = digest(identityOf(cells));
    },
    rules: (cells) => periodRules(cells, "valid_from", "valid_to"),
    asStated: ({ slug }, cells) =>
      statedWords(cells, ["valid_from", "valid_to"], slug, identityOf, { isNumbered: false }),
  },
);
