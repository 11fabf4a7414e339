import { AboutResolver } from "./about.resolver.js";
import { Dataset } from "./dataset.entity.js";

export const aboutModule = { entities: [Dataset], packages: [], resolvers: [AboutResolver] };
