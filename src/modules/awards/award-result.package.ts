import { integer, optional, partial, text, type PackageColumn } from "../../package/column.js";
import { packageTable } from "../../package/package-table.js";
import { AwardResult } from "./award-result.entity.js";
import { AwardResultWriter } from "./award-result-writer.js";

type Recipient = Pick<AwardResult, "regionCode" | "employerSlug">;

const recipientType: PackageColumn<Recipient> = {
  kind: "text",
  required: true,
  properties: [],
  read: () => undefined,
  write: ({ employerSlug }) => (employerSlug === null ? "REGION" : "EMPLOYER"),
};

// AwardResultWriter sets the region of an employer's result.
const recipientId: PackageColumn<Recipient> = {
  kind: "recipient",
  required: true,
  properties: ["regionCode", "employerSlug"],
  read: (cell, values, { recipient_type: type }) => {
    values.regionCode = type === "REGION" ? cell : null;
    values.employerSlug = type === "REGION" ? null : cell;
  },
  write: ({ employerSlug, regionCode }) => employerSlug ?? regionCode,
};

export const awardResultsPackage = packageTable(
  "award_results",
  AwardResult,
  {
    award_id: text("awardSlug"),
    recipient_type: recipientType,
    recipient_id: recipientId,
    stage: text("stage"),
    rank: optional(integer("rank")),
    shortlist_size: optional(integer("shortlistSize")),
    pool_size: optional(integer("poolSize")),
    decided_on: optional(partial("decidedOn", "decidedText", { from: "decidedFrom", until: "decidedUntil" })),
    source_id: text("sourceSlug"),
    note: optional(text("note")),
  },
  {
    derived: ["slug"],
    writer: (load) => new AwardResultWriter(load, AwardResult),
    derive: (values, { award_id: award = "", recipient_id: recipient = "", stage = "" }, context) => {
      const slug = `${award}~${recipient}~${stage}`;
      const ordinal = context.ordinal(slug);
      values.slug = ordinal === 0 ? slug : `${slug}~${ordinal + 1}`;
    },
    refersTo: ["regions", "employers"],
    rules: ({ recipient_type: type, recipient_id: id = "", rank, shortlist_size: size }, hasKey) => {
      const table = type === "REGION" ? "regions" : "employers";
      return [
        ...(hasKey(table, id)
          ? []
          : [{ column: "recipient_id", reason: `is not in the table ${table}`, code: "REFERENCE" as const }]),
        ...(rank && size && Number(rank) > Number(size)
          ? [{ column: "rank", reason: `is greater than the shortlist size of ${size}` }]
          : []),
      ];
    },
  },
);
