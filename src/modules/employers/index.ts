import { Employer } from "./employer.entity.js";
import { EmployerResolver } from "./employer.resolver.js";
import { employersPackage } from "./employer.package.js";

export const employersModule = {
  entities: [Employer],
  packages: [employersPackage],
  resolvers: [EmployerResolver],
};
