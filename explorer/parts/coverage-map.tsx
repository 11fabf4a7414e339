import type { MapRegion } from "../graph/answers.js";
import { MAP } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { setParameters, useAddress } from "../shell/route.js";
import { hasBoundaries } from "./boundaries.js";
import { LIMITS, shadeOf, today } from "./map-classes.js";
import { MapLegend, useLegend } from "./map-legend.js";
import { MapTable, qualified } from "./map-table.js";
import { RegionMap } from "./region-map.js";
import { QueryBehind, Section, Shown } from "./shown.js";

const BASES = ["POTENTIAL_WORKERS", "EMPLOYED_POPULATION"];

/** The map of provinces with its base and date, which the address keeps. */
export function CoverageMap() {
  const words = useWords();
  const { searchParams } = useAddress();
  const base = searchParams.get("base") ?? "POTENTIAL_WORKERS";
  const on = searchParams.get("on");
  const variables = { denominator: base, ...(on && { on }) };
  const answer = useAnswer(MAP, variables);
  return (
    <Section
      id="map"
      title={words.map.title}
      lead={hasBoundaries() ? words.map.leadOfBoundaries : words.map.lead}
      aside={<QueryBehind operation={MAP} variables={variables} hasFiles />}
    >
      <div className="controls">
        <label>
          {words.map.base}{" "}
          <select
            value={base}
            onChange={({ target }) => {
              setParameters({ base: target.value });
            }}
          >
            {BASES.map((code) => (
              <option key={code} value={code}>
                {wordFor(words.base, code)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.map.on}{" "}
          <input
            type="date"
            value={on ?? today()}
            max="2100-01-01"
            onChange={({ target }) => {
              setParameters({ on: target.value === "" ? null : target.value });
            }}
          />
        </label>
        <MapKind />
      </div>
      <Shown answer={answer}>
        {({ provinces: { nodes } }) => <MapOf regions={nodes} base={base} on={on ?? today()} />}
      </Shown>
    </Section>
  );
}

/** The choice between boundaries and tiles, where there are boundaries. */
function MapKind() {
  const { map } = useWords();
  const { searchParams } = useAddress();
  if (!hasBoundaries()) return null;
  return (
    <label>
      {map.kind}{" "}
      <select
        value={searchParams.get("map") ?? "boundaries"}
        onChange={({ target }) => {
          setParameters({ map: target.value === "tiles" ? "tiles" : null });
        }}
      >
        <option value="boundaries">{map.boundaries}</option>
        <option value="tiles">{map.tiles}</option>
      </select>
    </label>
  );
}

function MapOf({ regions, base, on }: { regions: MapRegion[]; base: string; on: string }) {
  const words = useWords();
  const format = useFormat();
  const describe = useDescription(on);
  const legend = useLegend(LIMITS, format.percent, ["stale", "otherBase", "contradicts", "missing"]);
  const title = `${words.region.card} ${words.map.base.toLowerCase()} ${wordFor(words.base, base)}`;
  const days = regions
    .flatMap((region) =>
      shadeOf(region, on).kind === "value" && region.coverage.rate ? [region.coverage.rate.effectiveOn] : [],
    )
    .sort();
  const [oldest, newest] = [days[0], days.at(-1)];
  return (
    <div className="map-and-legend">
      <div>
        <RegionMap
          label={words.map.title}
          legend={legend}
          title={`${title}, ${format.day(on)}`}
          places={regions.map((region) => ({
            code: region.code,
            shade: shadeOf(region, on),
            said: describe(region),
          }))}
        />
      </div>
      <div>
        <p className="legend-title">{title}</p>
        <MapLegend
          entries={legend}
          note={oldest && newest && words.map.age(format.day(oldest), format.day(newest))}
        />
      </div>
      <MapTable regions={regions} on={on} />
    </div>
  );
}

/** A region's rate in words. */
export function useDescription(on: string): (region: MapRegion) => string {
  const words = useWords();
  const format = useFormat();
  return (region) => {
    const { rate, period } = region.coverage;
    const { kind } = shadeOf(region, on);
    const said =
      rate && rate.value !== null
        ? qualified(words.qualifier, rate.qualifier) + format.percent(rate.value)
        : words.map[kind === "contradicts" ? "contradicts" : "missing"];
    const about = period && `, ${format.period(period)}`;
    const reserve = kind === "stale" || kind === "otherBase" ? `, ${words.map[kind]}` : "";
    return `${region.name}: ${said}${about ?? ""}${reserve}`;
  };
}
