import { parseArgs } from "node:util";
import { writeSynthetic } from "../src/transfer/synthetic/write-synthetic.js";

const USAGE = `npm run generate -- --scale S --seed N --out DIR [--coverage] [--returns MONTHS]

Writes a synthetic data package: --scale 1 is 100,000 employers and about a million observations. With --coverage,
regencies and cities also have figures of all their protected and potential workers. Without it, all figures are about
synthetic categories, so that the package can be loaded beside real data. With --returns each employer has a return for
each of the last MONTHS months, up to 120.`;

function options(): { scale: number; seed: number; out: string; coverage: boolean; returns: number } | null {
  try {
    const { values } = parseArgs({
      options: {
        scale: { type: "string" },
        seed: { type: "string", default: "1" },
        out: { type: "string" },
        coverage: { type: "boolean", default: false },
        returns: { type: "string", default: "0" },
      },
    });
    const [scale, seed, returns] = [values.scale, values.seed, values.returns].map(Number) as [
      number,
      number,
      number,
    ];
    const fits = scale > 0 && scale <= 100 && Number.isSafeInteger(seed) && returns >= 0 && returns <= 120;
    const { out, coverage } = values;
    return fits && out !== undefined ? { scale, seed, out, coverage, returns } : null;
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
