import type { IndicatorRow } from "../../graph/answers.js";
import { limitsOf, placeAmong } from "../../parts/map-classes.js";
import { MapLegend, useLegend } from "../../parts/map-legend.js";
import { type Place, RegionMap } from "../../parts/region-map.js";
import { Section } from "../../parts/shown.js";
import { tiles } from "../../parts/tile-layout.js";
import { useFormat, useWords } from "../../shell/language.js";

/** The provinces by an indicator in one year. */
export function IndicatorMap({ unit, rows, title }: { unit: string; rows: IndicatorRow[]; title: string }) {
  const words = useWords();
  const format = useFormat();
  const write = (value: number): string => format.shortAmount(value, unit);
  const limits = limitsOf(rows.flatMap(({ cells: [cell] }) => cell?.value ?? []));
  const hasParts = rows.some(({ cells: [cell] }) => cell?.value === null);
  const legend = useLegend(limits, write, hasParts ? ["partial", "missing"] : ["missing"]);
  const placeOf = (code: string, letters: string): Place => {
    const row = rows.find(({ region }) => region?.code === code);
    const value = row?.cells[0]?.value ?? row?.cells[0]?.partialValue ?? null;
    const name = row?.region?.officialName ?? letters;
    if (value === null) return { code, shade: { kind: "missing" }, said: `${name}: ${words.map.missing}` };
    const kind = row?.cells[0]?.value === null ? "partial" : "value";
    const reserve = kind === "partial" ? `, ${words.map.partial}` : "";
    return {
      code,
      shade: { kind, place: placeAmong(value, limits) },
      said: `${name}: ${format.amount(value, unit)}${reserve}`,
    };
  };
  return (
    <Section id="map" title={words.indicator.map}>
      <div className="map-and-legend">
        <div>
          <RegionMap
            label={words.indicator.map}
            title={title}
            legend={legend}
            places={tiles.map(({ code, letters }) => placeOf(code, letters))}
          />
        </div>
        <div>
          <p className="legend-title">{title}</p>
          <MapLegend entries={legend} />
        </div>
      </div>
    </Section>
  );
}
