import { Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../../graph/declare/context.js";
import { dataVersionOf } from "../../database/revision.js";
import { dayInJakarta, today } from "../../time/today.js";
import { listDatasets } from "./about.queries.js";
import { About } from "./about.type.js";
import type { Dataset } from "./dataset.entity.js";
import { SERVER_VERSION } from "./server-version.js";

const ATTRIBUTION = [
  "Regions and their Kemendagri (Ministry of Home Affairs) codes: idn-area-data, https://github.com/fityannugroho/idn-area-data, Open Database License (ODbL) 1.0.",
  "Statistics and statistical codes: BPS (Statistics Indonesia), https://www.bps.go.id.",
  "Every figure belongs to its publisher: cite the source that the figure names.",
];
const SYNTHETIC =
  "Some of the data is SYNTHETIC: sources and names marked so are generated, and say nothing about the world.";

function citationOf(datasets: readonly Dataset[], dataVersion: string, changedAt: string): string {
  const titles = datasets.map(({ title, version }) =>
    version === null ? title : `${title}, version ${version}`,
  );
  const loaded = dayInJakarta(new Date(`${changedAt.replace(" ", "T")}Z`));
  return `${titles.join("; ")}. Loaded ${loaded}, data version ${dataVersion}. Accessed ${today()}.`;
}

@Resolver()
export class AboutResolver {
  @Query(() => About, {
    description:
      "The loaded data packages with their licences, the time of the last load, and the attribution.",
  })
  async about(@Ctx() { db }: Context): Promise<About> {
    const datasets = await listDatasets(db);
    const changedAt =
      datasets
        .map(({ loadedAt }) => loadedAt)
        .sort()
        .at(-1) ?? null;
    const revision = datasets.reduce((last, { revision }) => Math.max(last, revision), 0);
    const isMixed = datasets.some(({ synthetic }) => synthetic);
    const attribution = [...ATTRIBUTION, ...(isMixed ? [SYNTHETIC] : [])].join(" ");
    const dataVersion = dataVersionOf(datasets);
    const citation = dataVersion === null ? null : citationOf(datasets, dataVersion, changedAt ?? "");
    return { datasets, changedAt, revision, attribution, dataVersion, citation, version: SERVER_VERSION };
  }
}
