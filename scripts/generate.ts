import { parseArgs } from "node:util";
import { writeSynthetic } from "../src/transfer/generate/write-synthetic.js";

const USAGE = `npm run generate -- --scale S --seed N --out DIR

Writes a synthetic data package: --scale 1 is 100,000 employers and about a million observations.`;

function options(): { scale: number; seed: number; out: string } | null {
  try {
    const { values } = parseArgs({
      options: { scale: { type: "string" }, seed: { type: "string", default: "1" }, out: { type: "string" } },
    });
    const [scale, seed] = [Number(values.scale), Number(values.seed)];
    const fits = scale > 0 && scale <= 100 && Number.isSafeInteger(seed);
    return fits && values.out !== undefined ? { scale, seed, out: values.out } : null;
  } catch {
    return null;
  }
}

const chosen = options();
if (chosen === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  for (const { table, rows } of await writeSynthetic({ dataFolder: "data", ...chosen }))
    console.log(`${table}: ${rows} rows`);
}
