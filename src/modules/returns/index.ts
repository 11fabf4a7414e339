import { EmployerReturn } from "./employer-return.entity.js";
import { employerReturnsPackage } from "./employer-return.package.js";
import { EmployerReturnResolver } from "./employer-return.resolver.js";

export const returnsModule = {
  entities: [EmployerReturn],
  packages: [employerReturnsPackage],
  resolvers: [EmployerReturnResolver],
};
