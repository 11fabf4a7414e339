import { parseArgs } from "node:util";
import { writeSynthetic } from "../src/transfer/synthetic/write-synthetic.js";

const USAGE = `npm run generate -- --scale S --seed N --out DIR [--coverage]

Writes a synthetic data package: --scale 1 is 100,000 employers and about a million observations. With --coverage,
regencies and cities also have figures of all their protected and potential workers. Without it, all figures are about
synthetic categories, so that the package can be loaded beside real data.`;

function options(): { scale: number; seed: number; out: string; coverage: boolean } | null {
  try {
    const { values } = parseArgs({
      options: {
        scale: { type: "string" },
        seed: { type: "string", default: "1" },
        out: { type: "string" },
        coverage: { type: "boolean", default: false },
      },
    });
    const [scale, seed] = [Number(values.scale), Number(values.seed)];
    const fits = scale > 0 && scale <= 100 && Number.isSafeInteger(seed);
    const { out, coverage } = values;
    return fits && out !== undefined ? { scale, seed, out, coverage } : null;
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
