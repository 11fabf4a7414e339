import { readFile } from "node:fs/promises";
import { getOrMake } from "../collections.js";

type Position = number[];
type Rings = Position[][];

interface Feature {
  properties: Record<string, unknown> | null;
  geometry:
    | { type: "Polygon"; coordinates: Rings }
    | { type: "MultiPolygon"; coordinates: Rings[] }
    // And all other types that are no areas.
    | { type: "Point" }
    | null;
}

/** Boundaries as GeoJSON texts: of the provinces, and of the regencies and cities of each province by its code. */
export interface Boundaries {
  provinces: string;
  regencies: ReadonlyMap<string, string>;
}

const PROVINCE = /^\d\d$/;
// As a number, 12.10 would have lost its last digit; and four digits without a point may as well be a code of BPS.
const REGENCY = /^\d\d\.\d\d$/;
/** Digits behind the point of degrees: about a hundred metres, less than a pixel of a map of the country. */
const DIGITS = 3;

/**
 * Reads boundaries from a GeoJSON file, whose property `code` holds official codes, and gives smaller GeoJSON texts with
 * nothing but these. Throws an error that names the file and what is wrong with it, also when it has no province.
 */
export async function readBoundaries({ file, code }: { file: string; code: string }): Promise<Boundaries> {
  const fault = (what: string): Error => new Error(`BOUNDARIES_FILE ${file} ${what}`);
  const text = await readFile(file, "utf8");
  const features = featuresOf(text);
  if (features === null) throw fault("is no GeoJSON FeatureCollection.");
  const areas = features.flatMap((feature) => areaOf(feature, code) ?? []);
  const provinces = areas.filter(({ properties }) => PROVINCE.test(properties.code));
  if (provinces.length === 0)
    throw fault(
      `has no polygon whose property "${code}" is the code of a province, such as "33". Name the property in BOUNDARIES_CODE.`,
    );
  const regencies = new Map<string, SmallArea[]>();
  for (const area of areas.filter(({ properties }) => REGENCY.test(properties.code)))
    getOrMake(regencies, area.properties.code.slice(0, 2), () => []).push(area);
  return {
    provinces: collectionOf(provinces),
    regencies: new Map([...regencies].map(([province, below]) => [province, collectionOf(below)])),
  };
}

const collectionOf = (features: readonly SmallArea[]): string =>
  JSON.stringify({ type: "FeatureCollection", features });

interface SmallArea {
  type: "Feature";
  properties: { code: string };
  geometry: { type: "MultiPolygon"; coordinates: Rings[] };
}

function areaOf({ properties, geometry }: Feature, code: string): SmallArea | null {
  const value = properties?.[code];
  const isCode = typeof value === "string" || (typeof value === "number" && Number.isInteger(value));
  if (!isCode || !isArea(geometry)) return null;
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const coordinates = parts.map((rings) => rings.map(rounded).filter((ring) => ring.length > 3));
  return {
    type: "Feature",
    properties: { code: String(value) },
    geometry: { type: "MultiPolygon", coordinates: coordinates.filter((rings) => rings.length > 0) },
  };
}

type Area = Extract<Feature["geometry"], { coordinates: unknown }>;

const isArea = (geometry: Feature["geometry"]): geometry is Area =>
  geometry?.type === "Polygon" || geometry?.type === "MultiPolygon";

function featuresOf(text: string): Feature[] | null {
  try {
    const { type, features } = JSON.parse(text) as { type?: unknown; features?: unknown };
    return type === "FeatureCollection" && Array.isArray(features) ? (features as Feature[]) : null;
  } catch {
    return null;
  }
}

/** A ring of fewer digits, without points that have become the same as the one before. */
function rounded(ring: Position[]): Position[] {
  const points = ring.map(([x = 0, y = 0]) => [Number(x.toFixed(DIGITS)), Number(y.toFixed(DIGITS))]);
  return points.filter(
    ([x, y], place) => place === 0 || x !== points[place - 1]?.[0] || y !== points[place - 1]?.[1],
  );
}
