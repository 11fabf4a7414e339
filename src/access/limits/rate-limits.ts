import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Redis } from "ioredis";
import type { Config } from "../../config.js";
import { rateLimited } from "../../errors.js";
import { OPERATION_ROUTES } from "../operation-routes.js";
import type { Viewer } from "../viewer.js";
import { Budget } from "./budget.js";
import { Buckets, connectRedis, WINDOW } from "./buckets.js";
import { strangerBucket } from "./stranger.js";

/** Keys that are not accepted, of one address in a window; more are refused without a look at them. */
const BAD_KEYS = 60;

/** How much everybody may ask: partners each for themselves, others by their address. */
export class RateLimits {
  readonly #redis: Redis | null;
  readonly #anonymous: Buckets | null;
  readonly #partners: Buckets | null;
  readonly #badKeys: Buckets;
  readonly #budgets = new WeakMap<FastifyRequest, Budget>();

  /** `onFault` is told when Redis is lost. */
  constructor(
    {
      redisUrl,
      rateLimitAnonymous,
      rateLimitPartner,
    }: Pick<Config, "redisUrl" | "rateLimitAnonymous" | "rateLimitPartner">,
    onFault: (error: Error) => void = () => undefined,
  ) {
    this.#redis = redisUrl === null ? null : connectRedis(redisUrl, onFault);
    const buckets = (tier: string, points: number): Buckets | null =>
      points === 0 ? null : new Buckets(tier, points, this.#redis);
    this.#anonymous = buckets("anonymous", rateLimitAnonymous);
    this.#partners = buckets("partner", rateLimitPartner);
    this.#badKeys = new Buckets("bad-key", BAD_KEYS, this.#redis);
  }

  /** What a request may spend. */
  budgetOf(request: FastifyRequest, { partner }: Viewer): Budget {
    let budget = this.#budgets.get(request);
    if (!budget) {
      budget = partner
        ? new Budget("partner", this.#partners, partner.slug)
        : new Budget("anonymous", this.#anonymous, strangerBucket(request.ip));
      this.#budgets.set(request, budget);
    }
    return budget;
  }

  /** Notes a key that was not accepted. Throws RATE_LIMITED when its address has sent too many. */
  async refuseKey(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { isOver, resetSeconds } = await this.#badKeys.charge(strangerBucket(request.ip), 1);
    if (!isOver) return;
    void reply.header("retry-after", resetSeconds);
    throw rateLimited(resetSeconds);
  }

  /** Charges a point for each operation before it is read, and tells in headers what is left. */
  register(app: FastifyInstance, viewerIn: (request: FastifyRequest) => Viewer): void {
    app.addHook("onRequest", (request, _reply, done) => {
      if (!OPERATION_ROUTES.has(request.routeOptions.url) || request.method === "OPTIONS") {
        done();
        return;
      }
      const budget = this.budgetOf(request, viewerIn(request));
      budget.charge(1).then((isEnough) => {
        done(isEnough ? undefined : rateLimited(budget.resetSeconds));
      }, done);
    });
    app.addHook("onSend", (request, reply, payload, done) => {
      const budget = this.#budgets.get(request);
      if (budget) addHeaders(reply, budget);
      done(null, payload);
    });
    app.addHook("onClose", () => {
      this.#redis?.disconnect();
    });
  }
}

function addHeaders(reply: FastifyReply, { tier, limit, remaining, resetSeconds }: Budget): void {
  if (limit === null) return;
  void reply
    .header("ratelimit-policy", `"${tier}";q=${limit};w=${WINDOW}`)
    .header("ratelimit", `"${tier}";r=${remaining ?? limit};t=${resetSeconds}`);
  if (reply.statusCode === 429) void reply.header("retry-after", resetSeconds);
}
