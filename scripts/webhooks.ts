import type { WebhookCommands } from "../src/webhooks/webhook-commands.js";

/** What the command line says of webhooks; `days` is of `--overlap`. */
export interface WebhookOptions {
  url: string;
  regions: readonly string[];
  indicators: readonly string[];
  after: number | null;
  overlap: number;
}

export const WEBHOOK_USAGE = `npm run partner -- webhook add KEY-ID --url https://… [--region CODE ...] [--indicator CODE ...] [--after LOAD]
npm run partner -- webhook list [SLUG]
npm run partner -- webhook test WEBHOOK-ID
npm run partner -- webhook resend WEBHOOK-ID [--after LOAD]
npm run partner -- webhook secret WEBHOOK-ID [--overlap 14d]
npm run partner -- webhook remove WEBHOOK-ID`;

/** What to do about webhooks, as the command line says. Throws an Error when it cannot be read. */
export function webhookCommand(
  action: string | undefined,
  subject: string | undefined,
  options: WebhookOptions,
): (commands: WebhookCommands) => Promise<void> {
  if (action === "list") return (commands) => list(commands, subject ?? null);
  if (subject === undefined) throw new Error("Say what to do, and with which webhook, or key for a new one.");
  const { after, overlap, ...wish } = options;
  switch (action) {
    case "add":
      if (wish.url === "") throw new Error("Name the address with --url.");
      return async (commands) => {
        const { id, secret } = await commands.add({ key: subject, after, ...wish });
        console.log(secret);
        console.error(`Added the webhook ${id}. Its secret, above, is not shown again.`);
      };
    case "test":
      return async (commands) => {
        const { isDelivered, text } = await commands.test(subject);
        if (!isDelivered) throw new Error(`The webhook was not told: ${text}.`);
        console.error(`The receiver ${text}.`);
      };
    case "resend":
      return async (commands) => {
        await commands.resend(subject, after);
        console.error(
          `The webhook ${subject} is told ${after === null ? "at once" : `of all loads after ${after}`}.`,
        );
      };
    case "secret":
      return async (commands) => {
        console.log(await commands.rotate(subject, overlap));
        console.error(`Messages are signed with the old secret, too, for ${overlap} more days.`);
      };
    case "remove":
      return async (commands) => {
        await commands.remove(subject);
        console.error(`Removed the webhook ${subject}.`);
      };
    default:
      throw new Error(`There is no command webhook ${String(action)}.`);
  }
}

async function list(commands: WebhookCommands, partner: string | null): Promise<void> {
  for (const webhook of await commands.list(partner)) {
    const { id, keyId, url, offSince, isKeyed, failures, nextAttemptAt, outcome, toldRevision } = webhook;
    const regions = (webhook.regions ?? webhook.keyRegions)?.join(" ") ?? "all regions";
    const behind = await commands.behind(webhook);
    const state = !isKeyed
      ? "its key has ended"
      : offSince !== null
        ? `off since ${offSince}`
        : failures > 0
          ? `failed ${failures} times, next attempt ${nextAttemptAt}`
          : behind > 0
            ? `${behind} loads behind`
            : "told of all";
    const told = `told of load ${toldRevision}`;
    const indicators = webhook.indicators?.join(" ") ?? "all indicators";
    console.log(
      [id, webhook.partner, keyId, url, regions, indicators, told, state, outcome ?? ""].join("\t"),
    );
  }
}
