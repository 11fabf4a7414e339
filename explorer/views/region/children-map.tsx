import type { MapRegion } from "../../graph/answers.js";
import { useOutlines } from "../../parts/boundaries.js";
import { useDescription } from "../../parts/coverage-map.js";
import { LIMITS, shadeOf, today } from "../../parts/map-classes.js";
import { MapLegend, useLegend } from "../../parts/map-legend.js";
import { OutlineMap } from "../../parts/region-map.js";
import { useFormat, useWords } from "../../shell/language.js";
import { Link, pathTo } from "../../shell/route.js";

/** A part of a province, with the name by which it is known beside others of that name. */
type Part = MapRegion & { officialName: string };

/**
 * The regencies and cities of a province in the classes of colour of the map of provinces: by their boundaries where the
 * operator has given them, else as tiles, the highest rate first.
 */
export function ChildrenMap({
  province,
  parts,
}: {
  province: { code: string; officialName: string };
  parts: Part[];
}) {
  const words = useWords();
  const format = useFormat();
  const on = today();
  const outlines = useOutlines(province.code);
  const describe = useDescription(on);
  const legend = useLegend(LIMITS, format.percent, ["stale", "otherBase", "contradicts", "missing"]);
  const said = (part: Part): string => describe({ ...part, name: part.officialName });
  const title = `${words.region.card}: ${province.officialName}, ${format.day(on)}`;
  return (
    <div className="map-and-legend">
      {outlines ? (
        <OutlineMap
          label={words.region.children}
          title={title}
          legend={legend}
          outlines={outlines}
          places={parts.map((part) => ({ code: part.code, shade: shadeOf(part, on), said: said(part) }))}
        />
      ) : (
        <Tiles parts={parts} on={on} said={said} />
      )}
      <MapLegend entries={legend} />
    </div>
  );
}

function Tiles({ parts, on, said }: { parts: Part[]; on: string; said: (part: Part) => string }) {
  const words = useWords();
  const format = useFormat();
  const rateOf = ({ coverage: { rate } }: Part): number => rate?.value ?? -1;
  return (
    <ul className="rate-tiles" aria-label={words.region.children}>
      {parts
        .toSorted((one, other) => rateOf(other) - rateOf(one))
        .map((part) => {
          const shade = shadeOf(part, on);
          const { rate } = part.coverage;
          return (
            <li key={part.code} title={said(part)}>
              <Link to={pathTo.region(part.code)}>
                <span
                  className={["swatch", shade.kind, "place" in shade && `shade-${shade.place}`]
                    .filter(Boolean)
                    .join(" ")}
                  aria-hidden="true"
                />
                <span>{part.officialName}</span>{" "}
                <b>{rate && rate.value !== null ? format.percent(rate.value) : "–"}</b>
              </Link>
            </li>
          );
        })}
    </ul>
  );
}
