import type { RequestBudget } from "../../graph/declare/context.js";
import { WINDOW, type Buckets, type Spending } from "./buckets.js";

const ENOUGH = Promise.resolve(true);

/** What one request may spend, and has spent so far, in points. */
export class Budget implements RequestBudget {
  readonly windowSeconds = WINDOW;
  #spent = 0;
  #charged = 0;
  #last: Spending | null = null;

  /** `buckets` is null for a tier without a limit. */
  constructor(
    readonly tier: string,
    readonly buckets: Buckets | null,
    readonly bucket: string,
  ) {}

  /**
   * Charges points, and returns whether there were enough. One request is charged no more than what a whole window holds,
   * so that the largest that the server accepts can be answered.
   */
  charge(points: number): Promise<boolean> {
    this.#spent += points;
    const { buckets } = this;
    const charged = buckets ? Math.min(points, buckets.points - this.#charged) : 0;
    if (!buckets || charged <= 0) return ENOUGH;
    return buckets.charge(this.bucket, charged).then((spending) => {
      this.#last = spending;
      if (spending.isOver) this.#spent -= points;
      else this.#charged += charged;
      return !spending.isOver;
    });
  }

  async refund(points: number): Promise<void> {
    this.#spent -= points;
    const back = this.#charged - this.#spent;
    if (!this.buckets || back <= 0) return;
    this.#charged -= back;
    this.#last = await this.buckets.refund(this.bucket, back);
  }

  get spent(): number {
    return this.#spent;
  }

  get limit(): number | null {
    return this.buckets?.points ?? null;
  }

  get remaining(): number | null {
    return this.#last?.remaining ?? this.limit;
  }

  get resetSeconds(): number {
    return this.#last?.resetSeconds ?? WINDOW;
  }
}
