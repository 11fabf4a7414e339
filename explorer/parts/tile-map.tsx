import { type KeyboardEvent, useRef, useState } from "react";
import type { MapRegion } from "../graph/answers.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { Link, goTo, pathTo } from "../shell/route.js";
import { DataTable } from "./data-table.js";
import { LIMITS, type Shade, shadeOf } from "./map-classes.js";
import { mapSize, neighbour, tiles, type Tile } from "./tile-layout.js";

const classOf = (shade: Shade): string =>
  "place" in shade ? `tile ${shade.kind} shade-${shade.place}` : `tile ${shade.kind}`;

/** A tile for each province, coloured by its rate. One tile is in the order of Tab; arrow keys go on from there. */
export function TileMap({ regions, on }: { regions: MapRegion[]; on: string }) {
  const words = useWords();
  const describe = useDescription(on);
  const [reachable, setReachable] = useState("11");
  const links = useRef(new Map<string, HTMLAnchorElement>());
  const byCode = new Map(regions.map((region) => [region.code, region]));

  const move = (event: KeyboardEvent, tile: Tile): void => {
    const next = neighbour(tile, event.key);
    if (!next || !byCode.has(next.code)) return;
    event.preventDefault();
    setReachable(next.code);
    links.current.get(next.code)?.focus();
  };

  return (
    <>
      <ul className="tile-map" aria-label={words.map.title} aria-describedby="map-help">
        {tiles.map((tile) => {
          const region = byCode.get(tile.code);
          if (!region) return null;
          return (
            <li key={tile.code} style={placeOf(tile)}>
              <a
                ref={(link) => {
                  if (link) links.current.set(tile.code, link);
                }}
                className={classOf(shadeOf(region, on))}
                href={pathTo.region(tile.code)}
                tabIndex={tile.code === reachable ? 0 : -1}
                title={describe(region)}
                onKeyDown={(event) => {
                  move(event, tile);
                }}
                onFocus={() => {
                  setReachable(tile.code);
                }}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  goTo(pathTo.region(tile.code));
                }}
              >
                <span aria-hidden="true">{tile.letters}</span>
                <span className="hidden">{describe(region)}</span>
              </a>
            </li>
          );
        })}
      </ul>
      <p className="muted small" id="map-help">
        {words.map.help}
      </p>
    </>
  );
}

const percentOf = (part: number, whole: number): string => `${(part / whole) * 100}%`;

const placeOf = ({ x, y }: Tile) => ({
  left: percentOf(x, mapSize.width),
  top: percentOf(y, mapSize.height),
  width: percentOf(1, mapSize.width),
  height: percentOf(1, mapSize.height),
});

/** A province's rate in words. */
function useDescription(on: string): (region: MapRegion) => string {
  const words = useWords();
  const format = useFormat();
  return (region) => {
    const { rate, period } = region.coverage;
    const shade = shadeOf(region, on);
    const said =
      rate && rate.value !== null
        ? [qualified(words.qualifier, rate.qualifier), format.percent(rate.value)].join("")
        : words.map[shade.kind === "contradicts" ? "contradicts" : "missing"];
    const about = period && `, ${format.period(period)}`;
    const reserve = shade.kind === "stale" || shade.kind === "otherBase" ? `, ${words.map[shade.kind]}` : "";
    return `${region.name}: ${said}${about ?? ""}${reserve}`;
  };
}

function qualified(words: Record<string, string>, qualifier: string): string {
  return qualifier === "EXACT" ? "" : `${wordFor(words, qualifier)} `;
}

export function MapLegend({ regions, on }: { regions: MapRegion[]; on: string }) {
  const { map } = useWords();
  const format = useFormat();
  const percent = (share: number): string => format.percent(share);
  const names = [0, ...LIMITS].map((limit, place) => {
    const next = LIMITS[place];
    if (place === 0) return map.below(percent(LIMITS[0]));
    return next === undefined ? map.above(percent(limit)) : map.from(percent(limit), percent(next));
  });
  const days = regions.flatMap((region) =>
    shadeOf(region, on).kind === "value" && region.coverage.rate ? [region.coverage.rate.effectiveOn] : [],
  );
  const [oldest, newest] = [days.toSorted()[0], days.toSorted().at(-1)];
  return (
    <div className="legend">
      <ul aria-label={map.legend}>
        {names.map((name, place) => (
          <li key={name}>
            <span className={`swatch tile shade-${place}`} aria-hidden="true" /> {name}
          </li>
        ))}
        <li>
          <span className="swatch tile stale shade-2" aria-hidden="true" /> {map.stale}
        </li>
        <li>
          <span className="swatch tile otherBase shade-2" aria-hidden="true" /> {map.otherBase}
        </li>
        <li>
          <span className="swatch tile contradicts" aria-hidden="true" /> {map.contradicts}
        </li>
        <li>
          <span className="swatch tile missing" aria-hidden="true" /> {map.missing}
        </li>
      </ul>
      {oldest && newest && <p className="muted small">{map.age(format.day(oldest), format.day(newest))}</p>}
    </div>
  );
}

export function MapTable({ regions, on }: { regions: MapRegion[]; on: string }) {
  const words = useWords();
  const format = useFormat();
  const { columns, title } = words.map;
  const rateOf = ({ coverage }: MapRegion): number => coverage.rate?.value ?? -1;
  return (
    <details>
      <summary>{words.table}</summary>
      <DataTable
        label={title}
        rows={regions.toSorted((one, other) => rateOf(other) - rateOf(one))}
        keyOf={({ code }) => code}
        columns={[
          {
            title: columns.province,
            cell: ({ code, name }) => <Link to={pathTo.region(code)}>{name}</Link>,
          },
          {
            title: columns.rate,
            isNumber: true,
            cell: ({ coverage: { rate } }) =>
              rate && rate.value !== null
                ? qualified(words.qualifier, rate.qualifier) + format.percent(rate.value)
                : words.map.missing,
          },
          {
            title: columns.period,
            cell: (region) => {
              const { period } = region.coverage;
              const { kind } = shadeOf(region, on);
              const reserve = kind === "stale" || kind === "otherBase" ? ` (${words.map[kind]})` : "";
              return period && `${format.period(period)}${reserve}`;
            },
          },
          {
            title: columns.basis,
            cell: ({ coverage: { rate } }) => rate && wordFor(words.basis, rate.basis),
          },
        ]}
      />
    </details>
  );
}
