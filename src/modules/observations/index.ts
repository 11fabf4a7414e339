import { Conflict } from "./conflict.entity.js";
import { ConflictStatement } from "./conflict-statement.entity.js";
import { EmbargoedObservation } from "./embargoed-observation.entity.js";
import { FigureChange } from "./figure-change.entity.js";
import { FigureChangeResolver } from "./figure-change.resolver.js";
import { Indicator } from "./indicator.entity.js";
import { indicatorsPackage } from "./indicator.package.js";
import { Observation } from "./observation.entity.js";
import { ObservationTally, RegionTally } from "./observation-tally.entity.js";
import { observationsPackage } from "./observation.package.js";
import { ObservationResolver } from "./observation.resolver.js";
import { Tariff } from "./tariff.entity.js";
import { tariffsPackage } from "./tariff.package.js";
import { effectRefresh } from "./refresh-effect.js";
import { rivalsRefresh } from "./refresh-rivals.js";
import { talliesRefresh } from "./refresh-tallies.js";

export const observationsModule = {
  entities: [
    Indicator,
    Observation,
    ObservationTally,
    RegionTally,
    EmbargoedObservation,
    Conflict,
    ConflictStatement,
    FigureChange,
    Tariff,
  ],
  packages: [indicatorsPackage, observationsPackage, tariffsPackage],
  refreshes: [effectRefresh, rivalsRefresh, talliesRefresh],
  resolvers: [ObservationResolver, FigureChangeResolver],
};
