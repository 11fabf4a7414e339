import { AuditEvent } from "./audit-event.entity.js";
import { PartnerDocument } from "./partner-document.entity.js";
import { PartnerKey } from "./partner-key.entity.js";
import { Partner } from "./partner.entity.js";
import { UsageDay } from "./usage-day.entity.js";
import { ViewerResolver } from "./viewer.resolver.js";
import { WebhookAddress } from "./webhook.entity.js";

export const partnersModule = {
  entities: [Partner, PartnerKey, PartnerDocument, UsageDay, AuditEvent, WebhookAddress],
  packages: [],
  resolvers: [ViewerResolver],
};
