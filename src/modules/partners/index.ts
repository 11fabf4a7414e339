import { PartnerKey } from "./partner-key.entity.js";
import { Partner } from "./partner.entity.js";
import { ViewerResolver } from "./viewer.resolver.js";

export const partnersModule = { entities: [Partner, PartnerKey], packages: [], resolvers: [ViewerResolver] };
