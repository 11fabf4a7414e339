import { declareConnection } from "../../graph/declare/connection.js";
import { choice, day, decimal, integer, text } from "../../graph/declare/filter-fields.js";
import { declareFilter } from "../../graph/declare/filter.js";
import { declareOrder } from "../../graph/declare/order.js";
import { toConnection, toOne } from "../../graph/declare/relation.js";
import { declareTable } from "../../graph/declare/table.js";
import { viaRegion } from "../regions/area.rules.js";
import { isProvince } from "../regions/region-code.rules.js";
import { Region } from "../regions/region.entity.js";
import { Source } from "../sources/source.entity.js";
import { Employer, EmployerKind, EmployerSize } from "./employer.entity.js";

declareTable({
  entity: Employer,
  key: "slug",
  tieBreaker: "slug",
  keys: ["registrationNumber"],
  rows: 100_000,
});

const region = toOne(Employer, "region", {
  target: () => Region,
  by: { code: "regionCode" },
  description: "Where it is: the smallest region that its source names, which may be a whole province.",
});
toOne(Employer, "source", {
  target: () => Source,
  by: { slug: "sourceSlug" },
  description: "The source that names it.",
});

declareFilter(Employer, {
  name: text("name", "Name."),
  kind: choice("kind", EmployerKind, "Who owns it."),
  size: choice("size", EmployerSize, "Size."),
  sector: text("sector", "KBLI section, A to U."),
  region: viaRegion(region, (code) => (isProvince(code) ? "provinceCode" : null), "Where it is."),
  workers: integer("workers", "Workers it employs."),
  enrolledWorkers: integer("enrolledWorkers", "Workers it has enrolled."),
  enrolmentRate: decimal("enrolmentRate", "Enrolled workers divided by workers, as a fraction."),
  registeredOn: day("registeredOn", "Day of registration."),
});

declareOrder(Employer, {
  NAME: { property: "name", description: "Name." },
  WORKERS: { property: "workers", description: "Workers it employs." },
  ENROLMENT_RATE: { property: "enrolmentRate", description: "Enrolled workers divided by workers." },
  REGISTERED_ON: { property: "registeredOn", description: "Day of registration." },
});

export const employers = declareConnection(Employer, [{ property: "name", direction: "ASC" }]);

toConnection(Region, "employers", {
  connection: employers,
  by: { regionCode: "code" },
  description:
    "Employers whose source places them in exactly this region; for those of all regions below it, use `employers` with `within`.",
});
