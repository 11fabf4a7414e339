import { Dataset } from "./dataset.entity.js";

export const aboutModule: { entities: (typeof Dataset)[]; resolvers: (new () => object)[] } = {
  entities: [Dataset],
  resolvers: [],
};
