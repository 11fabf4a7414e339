import type { Logger } from "pino";
import type { DataSource } from "typeorm";
import { alone } from "../database/connect.js";
import { isAnyDue, releaseDue } from "../transfer/load/release.js";
import { today } from "../time/today.js";

/** How often it is looked whether a new day has begun, in milliseconds. */
const OFTEN = 5_000;

/** Releases figures whose embargo has ended, once a day has begun in Jakarta; what fails is tried again. */
export class ReleaseOnTime {
  #done: string | null = null;
  #running = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly dataSource: DataSource,
    readonly logger: Logger,
  ) {}

  /** Releases what is due now, and from now on on its day, until `stop` is called. */
  async start(): Promise<void> {
    await this.look();
    this.#timer = setInterval(() => void this.look(), OFTEN);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Releases what is due, unless that has been done today. */
  async look(): Promise<void> {
    const day = today();
    if (this.#running || this.#done === day) return;
    this.#running = true;
    try {
      // Of several servers, one does it; the others find nothing left.
      const release = (): Promise<number> =>
        alone(
          this.dataSource,
          () => releaseDue(this.dataSource),
          () => undefined,
        );
      const figures = (await isAnyDue(this.dataSource)) ? await release() : 0;
      if (figures > 0) this.logger.info({ figures, day }, "released figures whose embargo has ended");
      this.#done = day;
    } catch (error) {
      this.logger.error({ err: error }, "figures whose embargo has ended could not be released");
    } finally {
      this.#running = false;
    }
  }
}
