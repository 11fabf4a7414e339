import { ComplianceCell } from "./compliance/compliance-cell.entity.js";
import { ComplianceResolver } from "./compliance/compliance.resolver.js";
import { complianceRefresh } from "./compliance/refresh-compliance.js";
import { EmployerReturn } from "./employer-return.entity.js";
import { employerReturnsPackage } from "./employer-return.package.js";
import { EmployerReturnResolver } from "./employer-return.resolver.js";

export const returnsModule = {
  entities: [EmployerReturn, ComplianceCell],
  packages: [employerReturnsPackage],
  refreshes: [complianceRefresh],
  resolvers: [EmployerReturnResolver, ComplianceResolver],
};
