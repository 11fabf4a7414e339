import type { RequestBudget } from "../../graph/declare/context.js";
import { WINDOW, type Buckets, type Spending } from "./buckets.js";

const ENOUGH = Promise.resolve(true);

/** What one request may spend, and has spent so far, in points. */
export class Budget implements RequestBudget {
  readonly windowSeconds = WINDOW;
  #spent = 0;
  #last: Spending | null = null;

  /** `buckets` is null for a tier without a limit. */
  constructor(
    readonly tier: string,
    readonly buckets: Buckets | null,
    readonly bucket: string,
  ) {}

  /** Charges points, and returns whether there were enough; never more than what a whole window holds. */
  charge(points: number): Promise<boolean> {
    this.#spent += points;
    if (!this.buckets || points <= 0) return ENOUGH;
    return this.buckets.charge(this.bucket, Math.min(points, this.buckets.points)).then((spending) => {
      this.#last = spending;
      if (spending.isOver) this.#spent -= points;
      return !spending.isOver;
    });
  }

  async refund(points: number): Promise<void> {
    if (points <= 0) return;
    this.#spent -= points;
    if (this.buckets)
      this.#last = await this.buckets.refund(this.bucket, Math.min(points, this.buckets.points));
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
