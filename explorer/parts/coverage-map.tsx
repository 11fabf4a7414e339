import { MAP } from "../graph/operations.js";
import { useAnswer } from "../graph/use-answer.js";
import { useWords, wordFor } from "../shell/language.js";
import { setParameters, useAddress } from "../shell/route.js";
import { today } from "./map-classes.js";
import { QueryBehind, Section, Shown } from "./shown.js";
import { MapLegend, MapTable, TileMap } from "./tile-map.js";

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
      lead={words.map.lead}
      aside={<QueryBehind operation={MAP} variables={variables} />}
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
      </div>
      <Shown answer={answer}>
        {({ provinces: { nodes } }) => (
          <div className="map-and-legend">
            <div>
              <TileMap regions={nodes} on={on ?? today()} />
            </div>
            <div>
              <p className="legend-title">
                {words.region.card} {words.map.base.toLowerCase()} {wordFor(words.base, base)}
              </p>
              <MapLegend regions={nodes} on={on ?? today()} />
            </div>
            <MapTable regions={nodes} on={on ?? today()} />
          </div>
        )}
      </Shown>
    </Section>
  );
}
