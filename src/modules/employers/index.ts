import { Employer } from "./employer.entity.js";
import { EmployerResolver } from "./employer.resolver.js";

export const employersModule = { entities: [Employer], resolvers: [EmployerResolver] };
