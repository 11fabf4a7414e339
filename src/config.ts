import { accessSync } from "node:fs";
import { z } from "zod";
import { databaseUrlFault } from "./database/database-url.js";

const flag = z.enum(["true", "false"]).transform((value) => value === "true");

function isReadable(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;

/** Whether a name of a host is that of this machine alone. */
export const isLoopbackName = (host: string): boolean => LOOPBACK.test(host);

const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

// `*`, `none`, or origins such as https://example.go.id, with commas between.
const origins = z.string().transform((text, context) => {
  if (text === "*") return text;
  if (text === "none") return [];
  const given = text.split(",").map((origin) => origin.trim());
  for (const origin of given)
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      context.addIssue({
        code: "custom",
        message: `must be *, none, or origins such as https://example.go.id, with commas between; "${origin}" is none`,
      });
  return given;
});

/** The default of DATABASE_URL. */
export const DEFAULT_DATABASE_URL = "sqlite:var/cakupan.sqlite";

const Environment = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: count(0, 65_535).default(4000),
  DATABASE_URL: z
    .string()
    .superRefine((url, context) => {
      const message = databaseUrlFault(url);
      if (message !== null) context.addIssue({ code: "custom", message });
    })
    .default(DEFAULT_DATABASE_URL),
  // At start, one connection holds a lock while another prepares the database.
  DATABASE_POOL_SIZE: count(2, 200).default(10),
  DATABASE_QUEUE_LIMIT: count(1, 100_000).default(1_000),
  DATABASE_CONNECT_TIMEOUT_MS: count(100, 120_000).default(5_000),
  DATABASE_STATEMENT_TIMEOUT_MS: count(100, 600_000).default(10_000),
  DATABASE_WAIT_SECONDS: count(0, 3_600).default(60),
  DATABASE_TLS: z.enum(["off", "on", "unverified"]).default("off"),
  DATABASE_TLS_CA: z.string().refine(isReadable, "must be a readable file").optional(),
  MIGRATE_ON_START: flag.default(true),
  READ_ONLY: flag.default(false),
  DATA_FOLDER: z.string().min(1).default("data"),
  MAPPINGS_FOLDER: z.string().min(1).default("mappings"),
  CORS_ORIGINS: origins.default("*"),
  EXPLORER: flag.default(true),
  MCP: flag.default(false),
  EMBED_ORIGINS: origins.default([]),
  BOUNDARIES_FILE: z.string().refine(isReadable, "must be a readable file").optional(),
  BOUNDARIES_CODE: z.string().min(1).default("code"),
  INTROSPECTION: flag.default(true),
  PUBLIC: flag.default(true),
  DESK: z.enum(["key", "local"]).default("key"),
  BODY_LIMIT_BYTES: count(1_000, 50_000_000).default(200_000),
  SUBMISSION_LIMIT_BYTES: count(1_000, 50_000_000).default(4_000_000),
  ANSWER_CACHE_MB: count(0, 4_096).default(16),
  MAX_COST: count(100, 100_000_000).default(100_000),
  MAX_FIELDS: count(100, 100_000_000).default(250_000),
  MAX_ROWS: count(100, 10_000_000).default(100_000),
  MAX_ANSWER_BYTES: count(10_000, 200_000_000).default(20_000_000),
  MAX_STATEMENTS: count(10, 100_000).default(500),
  MAX_EXPORTS: count(1, 1_000).default(4),
  MAX_TOKENS: count(100, 1_000_000).default(5_000),
  MAX_DEPTH: count(3, 100).default(15),
  LEAST_EMPLOYERS: count(3, 10).default(3),
  RATE_LIMIT_ANONYMOUS: count(0, 1_000_000_000).default(1_000),
  RATE_LIMIT_PARTNER: count(0, 1_000_000_000).default(20_000),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/./, "must be an address such as redis://host:6379")
    .optional(),
  READER_MODEL_URL: z
    .string()
    .regex(/^https?:\/\/./, "must be an address such as http://127.0.0.1:8080/v1")
    .optional(),
  METRICS_PORT: count(0, 65_535).optional(),
  METRICS_HOST: z.string().min(1).default("127.0.0.1"),
  SLOW_OPERATION_MS: count(0, 3_600_000).default(1_000),
  WEBHOOK_KEY: z
    .base64()
    .refine((text) => Buffer.from(text, "base64").length === 32, "must be 32 random bytes in base64")
    .transform((text) => Buffer.from(text, "base64"))
    .optional(),
  WEBHOOK_LOOPBACK: flag.default(false),
  CHANGES_KEPT_DAYS: count(1, 100_000).default(90),
  CHANGES_KEPT_ROWS: count(1_000, 1_000_000_000).default(5_000_000),
  REQUEST_TIMEOUT_SECONDS: count(1, 3_600).default(30),
  OPERATION_TIMEOUT_MS: count(100, 600_000).default(10_000),
  SEND_IDLE_SECONDS: count(1, 3_600).default(30),
  SEND_TIMEOUT_SECONDS: count(1, 86_400).default(600),
  SHUTDOWN_SECONDS: count(1, 600).default(20),
  TRUST_PROXY: flag.default(false),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

const CheckedEnvironment = Environment.superRefine(({ DESK, HOST, TRUST_PROXY }, context) => {
  if (DESK !== "local") return;
  const issue = (message: string): void => {
    context.addIssue({ code: "custom", path: ["DESK"], message });
  };
  if (!isLoopbackName(HOST))
    issue("must not be local unless HOST is 127.0.0.1, ::1 or localhost, since the desk then needs no key");
  if (TRUST_PROXY)
    issue("must not be local with TRUST_PROXY=true, since others reach the desk through the proxy");
});

type Environment = z.infer<typeof Environment>;

/** How to reach the database, and its limits. */
export interface DatabaseConfig {
  url: string;
  poolSize: number;
  queueLimit: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  waitSeconds: number;
  tls: "off" | "on" | "unverified";
  tlsCa: string | null;
  /** Whether this process writes nothing into the database, ever. */
  readOnly: boolean;
}

/** Everything that is configurable, from environment variables; docs/use/configuration.md documents each. */
export interface Config {
  production: boolean;
  host: string;
  port: number;
  database: DatabaseConfig;
  /** Whether a start migrates the database; otherwise it refuses one that lacks migrations. */
  migrateOnStart: boolean;
  dataFolder: string;
  /** Where mappings are kept for the next files of their kinds. */
  mappingsFolder: string;
  /** Origins whose pages may read answers; `*` for all. */
  corsOrigins: "*" | readonly string[];
  explorer: boolean;
  /** Whether `/mcp` offers the graph as tools. */
  mcp: boolean;
  /** Origins whose pages may show views of this one in frames; `*` for all. */
  embedOrigins: "*" | readonly string[];
  /** A GeoJSON file with boundaries of provinces, and the property with their codes; null where there is none. */
  boundaries: { file: string; code: string } | null;
  introspection: boolean;
  /** Whether requests without a key are answered. */
  isPublic: boolean;
  /** Who may open the desk: keys that may review, or, on this machine alone, everybody. */
  desk: "key" | "local";
  bodyLimitBytes: number;
  /** The same of requests that may send rows in, or review them. */
  submissionLimitBytes: number;
  answerCacheMb: number;
  maxCost: number;
  maxFields: number;
  maxRows: number;
  maxAnswerBytes: number;
  maxStatements: number;
  maxExports: number;
  maxTokens: number;
  maxDepth: number;
  /** Fewer employers than these are never published together. */
  leastEmployers: number;
  /** Points that an address without a key, and a partner, may spend in a minute; 0 for no limit. */
  rateLimitAnonymous: number;
  rateLimitPartner: number;
  /** A Redis in which several servers share what was spent; null where each counts by itself. */
  redisUrl: string | null;
  /** An endpoint that speaks as OpenAI's, which may propose more of what an article says; null where none is asked. */
  modelUrl: string | null;
  /** Where metrics are served; the port is null where they are not. */
  metricsPort: number | null;
  metricsHost: string;
  /** From which time on operations are logged with their plan; 0 for none. */
  slowOperationMs: number;
  /** By which the secrets of webhooks are sealed; null where there are none. */
  webhookKey: Buffer | null;
  /** Whether webhooks of this machine may be told, by plain HTTP too. */
  webhookLoopback: boolean;
  /** For how many days, and of how many figures, changes are kept. */
  changesKeptDays: number;
  changesKeptRows: number;
  requestTimeoutSeconds: number;
  operationTimeoutMs: number;
  sendIdleSeconds: number;
  sendTimeoutSeconds: number;
  shutdownSeconds: number;
  trustProxy: boolean;
  logLevel: Environment["LOG_LEVEL"];
}

/** Invalid configuration; the message lists all faults, one per line. */
export class ConfigError extends Error {
  override name = "ConfigError";
}

/**
 * Reads the configuration from environment variables; empty variables count as unset.
 * Throws a ConfigError that names every fault at once.
 */
export function readConfig(environment: NodeJS.ProcessEnv = environmentWithFile()): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const result = CheckedEnvironment.safeParse(given);
  if (!result.success) {
    // The message omits the values: a database URL contains a password.
    const faults = result.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new ConfigError(`The configuration has ${faults.length} fault(s):\n${faults.join("\n")}`);
  }
  const env = result.data;
  return {
    production: env.NODE_ENV === "production",
    host: env.HOST,
    port: env.PORT,
    database: {
      url: env.DATABASE_URL,
      poolSize: env.DATABASE_POOL_SIZE,
      queueLimit: env.DATABASE_QUEUE_LIMIT,
      connectTimeoutMs: env.DATABASE_CONNECT_TIMEOUT_MS,
      statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
      waitSeconds: env.DATABASE_WAIT_SECONDS,
      tls: env.DATABASE_TLS,
      tlsCa: env.DATABASE_TLS_CA ?? null,
      readOnly: env.READ_ONLY,
    },
    migrateOnStart: env.MIGRATE_ON_START,
    dataFolder: env.DATA_FOLDER,
    mappingsFolder: env.MAPPINGS_FOLDER,
    corsOrigins: env.CORS_ORIGINS,
    explorer: env.EXPLORER,
    mcp: env.MCP,
    embedOrigins: env.EMBED_ORIGINS,
    boundaries:
      env.BOUNDARIES_FILE === undefined ? null : { file: env.BOUNDARIES_FILE, code: env.BOUNDARIES_CODE },
    introspection: env.INTROSPECTION,
    isPublic: env.PUBLIC,
    desk: env.DESK,
    bodyLimitBytes: env.BODY_LIMIT_BYTES,
    submissionLimitBytes: env.SUBMISSION_LIMIT_BYTES,
    answerCacheMb: env.ANSWER_CACHE_MB,
    maxCost: env.MAX_COST,
    maxFields: env.MAX_FIELDS,
    maxRows: env.MAX_ROWS,
    maxAnswerBytes: env.MAX_ANSWER_BYTES,
    maxStatements: env.MAX_STATEMENTS,
    maxExports: env.MAX_EXPORTS,
    maxTokens: env.MAX_TOKENS,
    maxDepth: env.MAX_DEPTH,
    leastEmployers: env.LEAST_EMPLOYERS,
    rateLimitAnonymous: env.RATE_LIMIT_ANONYMOUS,
    rateLimitPartner: env.RATE_LIMIT_PARTNER,
    redisUrl: env.REDIS_URL ?? null,
    modelUrl: env.READER_MODEL_URL ?? null,
    metricsPort: env.METRICS_PORT ?? null,
    metricsHost: env.METRICS_HOST,
    slowOperationMs: env.SLOW_OPERATION_MS,
    webhookKey: env.WEBHOOK_KEY ?? null,
    webhookLoopback: env.WEBHOOK_LOOPBACK,
    changesKeptDays: env.CHANGES_KEPT_DAYS,
    changesKeptRows: env.CHANGES_KEPT_ROWS,
    requestTimeoutSeconds: env.REQUEST_TIMEOUT_SECONDS,
    operationTimeoutMs: env.OPERATION_TIMEOUT_MS,
    sendIdleSeconds: env.SEND_IDLE_SECONDS,
    sendTimeoutSeconds: env.SEND_TIMEOUT_SECONDS,
    shutdownSeconds: env.SHUTDOWN_SECONDS,
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
  };
}

/** Whether `npm start` runs this process, with a shell between. */
export const isStartedByNpm = (): boolean => process.env.npm_lifecycle_event === "start";

// Variables of the process override those in `.env`.
function environmentWithFile(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return process.env;
}
