import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { badUserInput } from "../../../errors.js";
import type { Context } from "../../../graph/declare/context.js";
import { Priced } from "../../../graph/declare/field-price.js";
import type { Lookup } from "../../../graph/declare/lookup.js";
import { Month } from "../../../graph/declare/scalars.js";
import { Region } from "../../regions/region.entity.js";
import { GROUPINGS, listCells } from "./compliance.queries.js";
import { ComplianceDimension, ComplianceFilter, ComplianceRow, ComplianceTable } from "./compliance.type.js";
import { complianceRows } from "./read-compliance.js";

/** Cells of a month, and the work of telling which may be published, in tenths of a millisecond. */
const USUAL_CELLS = 2_000;
const SUPPRESSING = 100;
/** Employers of a total that is published, where the server is not configured. */
const LEAST = 3;

@Resolver(() => ComplianceRow)
export class ComplianceResolver {
  @Priced({ rows: USUAL_CELLS, statements: 1, work: SUPPRESSING })
  @Query(() => ComplianceTable, {
    description:
      "Totals of employers' monthly returns, of the country, by province, by regency, and by province with sector or size.",
  })
  async compliance(
    @Arg("month", () => Month, { description: "The month." }) month: string,
    @Arg("groupBy", () => [ComplianceDimension], {
      description:
        "`[]` for the country, `[PROVINCE]`, `[REGENCY]`, `[PROVINCE, SECTOR]` or `[PROVINCE, SIZE]`.",
    })
    groupBy: ComplianceDimension[],
    @Arg("filter", () => ComplianceFilter, { nullable: true, description: "Which are listed; null for all." })
    filter: ComplianceFilter | null,
    @Ctx() { db, viewer, leastEmployers: least = LEAST }: Context,
  ): Promise<ComplianceTable> {
    const grouping = GROUPINGS.get([...new Set(groupBy)].sort().join());
    if (!grouping)
      throw badUserInput(
        "`groupBy` must be [], [PROVINCE], [REGENCY], [PROVINCE, SECTOR] or [PROVINCE, SIZE]: other totals could be compared with these.",
      );
    const cells = await listCells(db, month);
    const rows = complianceRows(cells, { grouping, province: filter?.province ?? null, viewer, least });
    return Object.assign(new ComplianceTable(), { month, minimumEmployers: least, rows });
  }

  @Priced({ statements: 1 })
  @FieldResolver(() => Region, { description: "The region." })
  region(@Root() { regionCode }: ComplianceRow, @Ctx() { reader }: Context): Lookup<Region> {
    return reader.one(Region, "code", regionCode);
  }
}
