import { AboutResolver } from "./about.resolver.js";
import { Dataset } from "./dataset.entity.js";
import { LoadChange, RecordedLoad } from "./recorded-load.entity.js";

export const aboutModule = {
  entities: [Dataset, RecordedLoad, LoadChange],
  packages: [],
  resolvers: [AboutResolver],
};
