import { type KeyboardEvent, type RefObject, useRef, useState } from "react";
import { useWords } from "../shell/language.js";
import { goTo, isOfThisDocument, pathTo } from "../shell/route.js";
import { type Outline, type Outlines, useOutlines } from "./boundaries.js";
import { Drawing } from "./drawing.js";
import type { LegendEntry } from "./map-legend.js";
import type { Shade } from "./map-classes.js";
import { mapSize, neighbour, tiles } from "./tile-layout.js";

/** What the map says of one province. */
export interface Place {
  code: string;
  shade: Shade;
  /** Its name and number, with what is to be known of it. */
  said: string;
}

/** Sides of a tile, in the drawing's units. */
const TILE = 76;

/**
 * The provinces, coloured: as tiles of one size, or by their boundaries where the operator has given them. One province
 * is in the order of Tab; arrow keys go on from there.
 */
export function RegionMap({
  label,
  title,
  places,
  legend,
}: {
  label: string;
  title: string;
  places: Place[];
  legend: LegendEntry[];
}) {
  const { map } = useWords();
  const outlines = useOutlines();
  const [reachable, setReachable] = useState("11");
  const links = useRef(new Map<string, HTMLOrSVGElement>());
  const move = (event: KeyboardEvent, code: string): void => {
    const next = neighbour(code, event.key);
    if (next === undefined || !links.current.has(next)) return;
    event.preventDefault();
    setReachable(next);
    links.current.get(next)?.focus();
  };
  const size = outlines ?? { width: mapSize.width * TILE, height: mapSize.height * TILE };
  const linkProps = (place: Place) => ({
    place,
    links,
    isReachable: place.code === reachable,
    move,
    reach: setReachable,
  });
  return (
    <>
      <Drawing title={title} legend={legend}>
        <svg
          className={outlines ? "region-map outlines" : "region-map"}
          viewBox={`0 0 ${size.width} ${size.height}`}
          role="list"
          aria-label={label}
          aria-describedby="map-help"
        >
          <Hatches />
          {places.map((place) => (
            <g key={place.code} role="listitem">
              <title>{place.said}</title>
              {outlines ? (
                <PlaceLink {...linkProps(place)}>
                  <OutlinedArea outline={outlines.areas.get(place.code)} kind={place.shade.kind} />
                </PlaceLink>
              ) : (
                <PlaceLink {...linkProps(place)} letters={tileOf(place.code)?.letters}>
                  <Tile code={place.code} kind={place.shade.kind} />
                </PlaceLink>
              )}
            </g>
          ))}
        </svg>
      </Drawing>
      <p className="muted small" id="map-help">
        {map.help}
      </p>
    </>
  );
}

/** The regencies and cities of a province, coloured, by their boundaries. Those without one are left out. */
export function OutlineMap({
  label,
  title,
  places,
  legend,
  outlines,
}: {
  label: string;
  title: string;
  places: Place[];
  legend: LegendEntry[];
  outlines: Outlines;
}) {
  return (
    <Drawing title={title} legend={legend}>
      <svg
        className="region-map outlines"
        viewBox={`0 0 ${outlines.width} ${outlines.height}`}
        role="list"
        aria-label={label}
      >
        <Hatches />
        {places
          .filter(({ code }) => outlines.areas.has(code))
          .map((place) => (
            <g key={place.code} role="listitem">
              <title>{place.said}</title>
              <PlaceLink place={place} isReachable>
                <OutlinedArea outline={outlines.areas.get(place.code)} kind={place.shade.kind} />
              </PlaceLink>
            </g>
          ))}
      </svg>
    </Drawing>
  );
}

interface LinkProps {
  place: Place;
  /** What is written on it, which its name has to have. */
  letters?: string | undefined;
  links?: RefObject<Map<string, HTMLOrSVGElement>>;
  isReachable: boolean;
  move?: (event: KeyboardEvent, code: string) => void;
  reach?: (code: string) => void;
  children: React.ReactNode;
}

function PlaceLink({
  place: { code, shade, said },
  letters,
  links,
  isReachable,
  move,
  reach,
  children,
}: LinkProps) {
  return (
    <a
      ref={(link) => {
        if (link) links?.current.set(code, link);
        else links?.current.delete(code);
      }}
      className={"place" in shade ? `place ${shade.kind} shade-${shade.place}` : `place ${shade.kind}`}
      href={pathTo.region(code)}
      role="link"
      tabIndex={isReachable ? 0 : -1}
      aria-label={letters === undefined ? said : `${said}, ${letters}`}
      onKeyDown={(event) => {
        move?.(event, code);
      }}
      onFocus={() => {
        reach?.(code);
      }}
      onClick={(event) => {
        const to = pathTo.region(code);
        if (event.metaKey || event.ctrlKey || event.shiftKey || !isOfThisDocument(to)) return;
        event.preventDefault();
        goTo(to);
      }}
    >
      {children}
    </a>
  );
}

/** Marks over the colours of what must not be compared, so that they do not depend on colour alone. */
function Hatches() {
  return (
    <defs>
      <pattern id="hatch-stale" width="10" height="10" patternUnits="userSpaceOnUse">
        <path className="hatch" d="M-2 12 12 -2M-7 7 7 -7M3 17 17 3" strokeWidth="4" />
      </pattern>
      <pattern id="hatch-partial" width="10" height="10" patternUnits="userSpaceOnUse">
        <path className="hatch" d="M0 5H10" strokeWidth="4" />
      </pattern>
      <pattern id="hatch-otherBase" width="9" height="9" patternUnits="userSpaceOnUse">
        <circle className="hatch-dot" cx="4.5" cy="4.5" r="2.2" />
      </pattern>
      <pattern id="hatch-missing" width="10" height="10" patternUnits="userSpaceOnUse">
        <path className="hatch-thin" d="M-2 -2 12 12M-7 3 7 17M3 -7 17 7" strokeWidth="1.2" />
      </pattern>
      <pattern id="hatch-contradicts" width="10" height="10" patternUnits="userSpaceOnUse">
        <path className="hatch-thin" d="M-2 -2 12 12M-7 3 7 17M3 -7 17 7" strokeWidth="1.2" />
      </pattern>
    </defs>
  );
}

const hatchOf = (kind: Shade["kind"]): string => (kind === "value" ? "none" : `url(#hatch-${kind})`);

const tileOf = (code: string) => tiles.find((tile) => tile.code === code);

function Tile({ code, kind }: { code: string; kind: Shade["kind"] }) {
  const tile = tileOf(code);
  if (!tile) return null;
  const [x, y] = [tile.x * TILE, tile.y * TILE];
  const box = { x: x + 2, y: y + 2, width: TILE - 4, height: TILE - 4, rx: 6 };
  return (
    <>
      <rect className="area" {...box} />
      <rect className="mark" {...box} fill={hatchOf(kind)} />
      <text x={x + TILE / 2} y={y + TILE / 2} textAnchor="middle" dominantBaseline="central">
        {tile.letters}
      </text>
    </>
  );
}

function OutlinedArea({ outline, kind }: { outline: Outline | undefined; kind: Shade["kind"] }) {
  if (!outline) return null;
  return (
    <>
      <path className="area" d={outline.path} />
      <path className="mark" d={outline.path} fill={hatchOf(kind)} />
      {outline.isSmall && <circle className="area" cx={outline.centre[0]} cy={outline.centre[1]} r="9" />}
    </>
  );
}
