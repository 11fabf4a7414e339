import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import type { Config } from "../config.js";
import { forgetChanges } from "../transfer/load/forget-changes.js";
import { WebhookSender } from "../webhooks/webhook-sender.js";

/** How often it is looked whether changes are too old or too many, in milliseconds. */
const OFTEN = 3_600_000;

/** What a server does about the changes of loads: tells webhooks of them where a key is configured, and forgets old ones. */
export class FollowLoads {
  readonly #sender: WebhookSender | null;
  #timer: NodeJS.Timeout | undefined;
  #forgetting: Promise<void> | null = null;

  constructor(
    readonly dataSource: DataSource,
    readonly config: Config,
    readonly logger: Logger,
  ) {
    const { webhookKey: key, webhookLoopback: loopback } = config;
    this.#sender = key === null ? null : new WebhookSender(dataSource, { key, loopback }, logger);
  }

  start(): void {
    this.#sender?.start();
    this.#forget();
    this.#timer = setInterval(() => {
      this.#forget();
    }, OFTEN);
    this.#timer.unref();
  }

  /** Ends after what is being told or forgotten. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([this.#sender?.stop(), this.#forgetting]);
  }

  #forget(): void {
    const { changesKeptDays: days, changesKeptRows: rows } = this.config;
    this.#forgetting ??= forgetChanges(this.dataSource, { days, rows })
      .then((changes) => {
        if (changes > 0) this.logger.info({ changes }, "forgot changes of old loads");
      })
      .catch((error: unknown) => {
        this.logger.error({ err: error }, "changes of old loads could not be forgotten");
      })
      .finally(() => {
        this.#forgetting = null;
      });
  }
}
