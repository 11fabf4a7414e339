import { Redis } from "ioredis";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";

/** How much a caller may spend of a tier in each window, and what is left of it. */
export interface Spending {
  /** Whether what was to be charged is more than what was left; it is not charged then. */
  isOver: boolean;
  remaining: number;
  /** Seconds until the window ends, and all is there again. */
  resetSeconds: number;
}

/** Seconds of a window. */
export const WINDOW = 60;
/** Time that Redis may take, and for which it is not asked again after a failure, in milliseconds. */
const PATIENCE = 50;
const PAUSE = 1_000;

/**
 * A client of Redis that fails at once while there is no connection, and goes on connecting. The first fault after each
 * connection is told to `onFault`.
 */
export function connectRedis(url: string, onFault: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 200, 5_000),
  });
  let isTold = false;
  redis.on("error", (error: Error) => {
    if (!isTold) onFault(error);
    isTold = true;
  });
  redis.on("ready", () => {
    isTold = false;
  });
  return redis;
}

/**
 * The buckets of one tier, each with its points for a window. They are in Redis, if there is one, so that several servers
 * share them, and in memory while it cannot be reached: no request fails or waits for it. What Redis said last is in memory,
 * too, so that losing it fills no bucket again.
 */
export class Buckets {
  readonly #memory: RateLimiterMemory;
  readonly #shared: RateLimiterAbstract | null;
  #sharedAgainAt = 0;

  constructor(
    readonly tier: string,
    readonly points: number,
    redis: Redis | null,
  ) {
    const options = { keyPrefix: `cakupan:${tier}`, points, duration: WINDOW };
    this.#memory = new RateLimiterMemory(options);
    this.#shared =
      redis && new RateLimiterRedis({ ...options, storeClient: redis, rejectIfRedisNotReady: true });
  }

  /** Charges points to a bucket, unless there are too few left. */
  async charge(bucket: string, points: number): Promise<Spending> {
    let isOver = false;
    const left = await this.#with(bucket, (limiter) => {
      isOver = false;
      return limiter.consume(bucket, points).catch((error: unknown) => {
        if (!(error instanceof RateLimiterRes)) throw error;
        isOver = true;
        return limiter.reward(bucket, points);
      });
    });
    return this.#spending(left, isOver);
  }

  /** Gives points back that turned out not to be needed. */
  async refund(bucket: string, points: number): Promise<Spending> {
    return this.#spending(await this.#with(bucket, (limiter) => limiter.reward(bucket, points)), false);
  }

  #spending({ consumedPoints, msBeforeNext }: RateLimiterRes, isOver: boolean): Spending {
    const remaining = Math.min(this.points, Math.max(0, this.points - consumedPoints));
    return { isOver, remaining, resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) };
  }

  async #with(
    bucket: string,
    task: (limiter: RateLimiterAbstract) => Promise<RateLimiterRes>,
  ): Promise<RateLimiterRes> {
    if (!this.#shared || Date.now() < this.#sharedAgainAt) return task(this.#memory);
    try {
      const left = await inTime(task(this.#shared));
      await this.#memory.set(bucket, left.consumedPoints, Math.max(1, left.msBeforeNext) / 1000);
      return left;
    } catch {
      this.#sharedAgainAt = Date.now() + PAUSE;
      return task(this.#memory);
    }
  }
}

/** Rejects when a task takes too long. A result that is there, but was not read since this process is busy, is in time. */
async function inTime<T>(task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      setImmediate(reject, new Error("Redis takes too long"));
    }, PATIENCE);
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
