import { ConfigError, DEFAULT_DATABASE_URL, type Config } from "../config.js";

/** The database of demonstrations: a separate one, so that synthetic rows never reach another. */
const DEMO_DATABASE = "sqlite:var/demo.sqlite";

export const START_USAGE = `npm start -- [--demo[=SCALE]]

  --demo[=SCALE]   serve SYNTHETIC rows beside the real data, from ${DEMO_DATABASE}, a database of their own.
                   SCALE is more than 0 and at most 10; default 0.02. 1 is 100,000 employers.
Everything else is set by environment variables.`;

const DEMO = /^--demo(?:=(\d+(?:\.\d+)?))?$/;
const DEMO_SCALE = 0.02;

/** The options of the command line. */
export interface StartOptions {
  /** The scale of the synthetic rows to be served beside the data; null for none. */
  demo: number | null;
}

/** Reads the command line; null when it is invalid. */
export function readStartOptions(given: readonly string[]): StartOptions | null {
  if (given.length === 0) return { demo: null };
  const match = given.length === 1 ? DEMO.exec(given[0] ?? "") : null;
  if (!match) return null;
  const demo = Number(match[1] ?? DEMO_SCALE);
  return demo > 0 && demo <= 10 ? { demo } : null;
}

/** The configuration of a demonstration. Throws a ConfigError when DATABASE_URL is set: it would get synthetic rows. */
export function demoConfig(config: Config): Config {
  if (config.database.url !== DEFAULT_DATABASE_URL)
    throw new ConfigError(
      "--demo uses a database of its own: do not set DATABASE_URL. To load synthetic rows elsewhere, use `npm run generate` and `npm run import`.",
    );
  if (config.database.readOnly)
    throw new ConfigError("--demo writes synthetic rows into a database of its own: do not set READ_ONLY.");
  return { ...config, database: { ...config.database, url: DEMO_DATABASE } };
}
