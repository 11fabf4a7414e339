import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import type { DataSource, EntityManager } from "typeorm";
import { alone } from "../database/connect.js";
import { Session } from "../database/session.js";
import { engineOf } from "../database/engines.js";
import { recordEvent } from "../modules/partners/audit.queries.js";
import { nextMessage, signedHeaders, type Message } from "./message.js";
import { post, SEND_TIMEOUT, type Outcome, type Reach } from "./post.js";
import { unseal } from "./secret.js";
import {
  claimWebhooks,
  dueWebhooks,
  instantIn,
  recordAttempt,
  type Attempt,
  type StoredWebhook,
} from "./stored-webhooks.js";

/** How often it is looked whether there is something to tell, in milliseconds. */
const OFTEN = 1_000;
/** Webhooks that are told something at once. */
const AT_ONCE = 10;
/** Time for reading what there is to tell, in milliseconds. */
const READ_TIMEOUT = 20_000;
/** After this, what another process has claimed and not recorded is told again: it may have been ended in between. */
const CLAIM = READ_TIMEOUT + 2 * SEND_TIMEOUT;

/** What sends messages: the key of their secrets, and where they may go. */
export interface SenderOptions extends Reach {
  key: Buffer;
}

/**
 * Tells webhooks what loads have changed, each one load after the other: the next only once its receiver has accepted the
 * last. A receiver may be told the same again, by the same id, but is never told less. Of several servers, any does it.
 */
export class WebhookSender {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | null = null;
  #isStopped = false;

  constructor(
    readonly dataSource: DataSource,
    readonly options: SenderOptions,
    readonly logger: Logger,
  ) {}

  start(): void {
    this.#timer = setInterval(() => void this.look(), OFTEN);
    this.#timer.unref();
  }

  /** Ends after what is being sent. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Tells all that is due. */
  look(): Promise<void> {
    this.#looking ??= this.#tellAll()
      .catch((error: unknown) => {
        this.logger.error({ err: error }, "webhooks could not be told what has changed; it is tried again");
      })
      .finally(() => {
        this.#looking = null;
      });
    return this.#looking;
  }

  async #tellAll(): Promise<void> {
    for (let more = true; more && !this.#isStopped;) more = await this.#tellSome();
  }

  /** Tells at most AT_ONCE webhooks one thing each; false when nothing was due. */
  async #tellSome(): Promise<boolean> {
    const due = await dueWebhooks(this.dataSource, AT_ONCE);
    if (due.length === 0) return false;
    const claim = randomBytes(8).toString("hex");
    const claimed = await this.#alone(() => claimWebhooks(this.dataSource, due, claim, CLAIM));
    const attempts = await Promise.all(claimed.map((webhook) => this.#attempt(webhook)));
    await this.#alone(() =>
      this.dataSource.transaction(async (manager) => {
        for (const attempt of attempts)
          if (await recordAttempt(manager, claim, attempt)) await this.#tellOff(manager, attempt);
      }),
    );
    return claimed.length > 0;
  }

  // A claim is one statement that only one process can win, so that the lock is for engines where a load holds all writing.
  #alone<T>(task: () => Promise<T>): Promise<T> {
    return engineOf(this.dataSource).writesAlone ? alone(this.dataSource, task, () => undefined) : task();
  }

  async #attempt(webhook: StoredWebhook): Promise<Attempt> {
    const { id, keyRegions, regions, indicators, toldRevision } = webhook;
    const session = new Session(this.dataSource, AbortSignal.timeout(READ_TIMEOUT));
    const wanted = { id, toldRevision, regions: [keyRegions, regions], indicators };
    try {
      const message = await nextMessage(session, wanted);
      if (!("body" in message)) return { webhook, outcome: null, ...message };
      const outcome = await sendMessage(webhook, message, this.options);
      if (!outcome.isDelivered)
        this.logger.warn(
          { webhook: id, message: message.id, outcome: outcome.text },
          "a webhook was not told",
        );
      return { webhook, outcome, toldRevision: message.toldRevision };
    } catch (error) {
      this.logger.error({ err: error, webhook: id }, "what a webhook is to be told could not be read");
      return { webhook, outcome: { isDelivered: false, text: "a fault of the server" }, toldRevision };
    }
  }

  async #tellOff(
    manager: EntityManager,
    { webhook: { id, partner, keyId }, outcome }: Attempt,
  ): Promise<void> {
    this.logger.error(
      { webhook: id, partner, outcome: outcome?.text },
      "a webhook is off after too many failures",
    );
    const event = { at: instantIn(0), action: "webhook off", partnerSlug: partner, keyId };
    await recordEvent(manager, { ...event, detail: `${id}: ${outcome?.text ?? ""}` });
  }
}

/** Sends a message to a webhook, signed with its secrets. Never throws but for secrets of another key. */
export function sendMessage(
  { id, url, secret, oldSecret, oldSecretUntil }: StoredWebhook,
  message: Message,
  { key, ...reach }: SenderOptions,
): Promise<Outcome> {
  const isBeside = oldSecret !== null && (oldSecretUntil ?? "") > instantIn(0);
  const secrets = [secret, ...(isBeside ? [oldSecret] : [])].map((sealed) => unseal(sealed, id, key));
  return post(url, message.body, signedHeaders(message, secrets), reach);
}
