import "reflect-metadata";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { documentsIn } from "../src/access/document-manifest.js";
import { PartnerCommands } from "../src/access/partner-command.js";
import { SCOPES } from "../src/access/scope.js";
import { ConfigError, readConfig } from "../src/config.js";
import { connect } from "../src/database/connect.js";
import { createLogger } from "../src/server/logger.js";
import { requireCurrent } from "../src/server/migrations.js";
import { WebhookCommands } from "../src/webhooks/webhook-commands.js";
import { WEBHOOK_USAGE, webhookCommand } from "./webhooks.js";

const USAGE = `npm run partner -- create SLUG --name NAME --kind GOVERNMENT|BPJS|RESEARCH|SYSTEM
npm run partner -- key SLUG --scope SCOPE ... [--region CODE ...] [--days N]
npm run partner -- rotate KEY-ID [--overlap 14d]
npm run partner -- revoke KEY-ID
npm run partner -- list [SLUG]
npm run partner -- usage SLUG [--days N]
npm run partner -- audit [SLUG]
npm run partner -- document SLUG --file MANIFEST
npm run partner -- safelist SLUG --only on|off
${WEBHOOK_USAGE}

Partners and their keys, in the database of DATABASE_URL. A new key is written once, to standard output, and is stored
nowhere. Its id is the part after ckp_.
  --scope    what the key opens; may be repeated: ${Object.keys(SCOPES).join(", ")}
  --region   code of a region whose rows it opens, with all below it; may be repeated; without, all regions
  --days     after how many days it stops working; how many days of usage (default 30)
  --overlap  for how many days the old key works beside the new one (default 14d)
  --file     the documents that the partner's client sends: a manifest of Apollo or Relay, or a .graphql file; they
             replace those of before
  --only     whether its keys run only these documents
  --url, --indicator, --after  where a webhook is told, of which indicators, and of changes after which load; --region must
             lie in the key's. Its secret is written once; \`secret\` makes another, and the old one signs for --overlap`;

type Run = (commands: PartnerCommands, webhooks: WebhookCommands) => Promise<void>;

/** What the command line asks for. Throws an Error when it cannot be read. */
function command(): Run {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: "string", default: "" },
      kind: { type: "string", default: "" },
      scope: { type: "string", multiple: true, default: [] },
      region: { type: "string", multiple: true, default: [] },
      days: { type: "string" },
      overlap: { type: "string", default: "14d" },
      file: { type: "string", default: "" },
      only: { type: "string", default: "" },
      url: { type: "string", default: "" },
      indicator: { type: "string", multiple: true, default: [] },
      after: { type: "string" },
    },
  });
  const [action, subject, ...more] = positionals;
  const { name, kind, scope: scopes, region: regions } = values;
  if (action === "webhook") {
    const run = webhookCommand(subject, more.shift(), {
      ...{ url: values.url, regions, indicators: values.indicator },
      after: values.after === undefined ? null : loadIn(values.after),
      overlap: daysIn(values.overlap, "--overlap"),
    });
    requireNoMore(more);
    return (_commands, webhooks) => run(webhooks);
  }
  requireNoMore(more);
  if (action === "list") return (commands) => list(commands, subject ?? null);
  if (action === "audit") return (commands) => audit(commands, subject ?? null);
  if (subject === undefined) throw new Error("Say what to do, and with which partner or key.");
  if (action === "create")
    return async (commands) => {
      await commands.create(subject, name, kind);
      console.error(`Created the partner ${subject}.`);
    };
  if (action === "key") {
    if (scopes.length === 0) throw new Error("Name at least one --scope.");
    const days = values.days === undefined ? null : daysIn(values.days, "--days");
    return async (commands) => {
      print(await commands.key({ partner: subject, scopes, regions, days }));
    };
  }
  if (action === "rotate") {
    const overlap = daysIn(values.overlap, "--overlap");
    return async (commands) => {
      print(await commands.rotate(subject, overlap));
      console.error(`The old key works for ${overlap} more days at most.`);
    };
  }
  if (action === "usage") {
    const days = values.days === undefined ? 30 : daysIn(values.days, "--days");
    return async (commands) => {
      for (const { day, coordinate, operations } of await commands.usage(subject, days))
        console.log([day, coordinate, operations].join("\t"));
    };
  }
  if (action === "document") {
    if (values.file === "") throw new Error("Name the documents with --file.");
    return async (commands) => {
      const documents = documentsIn(await readFile(values.file, "utf8"));
      await commands.documents(subject, documents);
      console.error(`Registered ${documents.size} documents for ${subject}.`);
    };
  }
  if (action === "safelist") {
    const { only } = values;
    if (only !== "on" && only !== "off") throw new Error("--only must be on or off.");
    return async (commands) => {
      await commands.safelist(subject, only === "on");
      console.error(`The keys of ${subject} run ${only === "on" ? "only registered" : "all"} documents.`);
    };
  }
  if (action !== "revoke") throw new Error(`There is no command ${String(action)}.`);
  return async (commands) => {
    await commands.revoke(subject);
    console.error(`Revoked ${subject}. Every server refuses it within 5 seconds.`);
  };
}

function requireNoMore(more: readonly string[]): void {
  if (more.length > 0) throw new Error(`There is one ${more.join(" ")} too many.`);
}

function loadIn(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`--after must be the number of a load, not "${text}".`);
  return Number(text);
}

function daysIn(text: string, option: string): number {
  const days = Number(/^(\d{1,4})d?$/.exec(text)?.[1] ?? NaN);
  if (Number.isNaN(days)) throw new Error(`${option} must be a number of days such as 14d, not "${text}".`);
  return days;
}

function print(key: string): void {
  console.error("Give this key to the partner over a safe channel. It is not shown again.");
  console.log(key);
}

async function audit(commands: PartnerCommands, partner: string | null): Promise<void> {
  for (const { at, action, partnerSlug, keyId, detail } of await commands.audit(partner))
    console.log([at, action, partnerSlug, keyId ?? "", detail].join("\t"));
}

async function list(commands: PartnerCommands, partner: string | null): Promise<void> {
  for (const key of await commands.list(partner)) {
    const { id, regions, expiresAt, revokedAt } = key;
    const end = revokedAt !== null ? `revoked ${revokedAt}` : expiresAt === null ? "" : `until ${expiresAt}`;
    console.log([id, key.partner, key.scopes.join(" "), regions?.join(" ") ?? "all regions", end].join("\t"));
  }
}

function attempt<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    if (!(error instanceof ConfigError)) console.error(`\n${USAGE}`);
    process.exit(2);
  }
}

const chosen = attempt(command);
const config = attempt(readConfig);
// Only now: the file reads the configuration when it is loaded.
const { createDataSource } = await import("../ormconfig.js");
const dataSource = createDataSource(config.database);
try {
  await connect(dataSource, config.database, createLogger({ logLevel: "warn" }));
  await requireCurrent(dataSource);
  const reach = { loopback: config.webhookLoopback };
  await chosen(new PartnerCommands(dataSource), new WebhookCommands(dataSource, reach, config.webhookKey));
} catch (error) {
  console.error(`Nothing was changed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  if (dataSource.isInitialized) await dataSource.destroy();
}
