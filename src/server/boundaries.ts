import { readFile } from "node:fs/promises";

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

const PROVINCE = /^\d\d$/;
/** Digits behind the point of degrees: about a hundred metres, less than a pixel of a map of the country. */
const DIGITS = 3;

/**
 * Reads the boundaries of provinces from a GeoJSON file, whose property `code` holds their codes, and gives a smaller
 * GeoJSON text with nothing but these. Throws an error that names the file and what is wrong with it.
 */
export async function readBoundaries({ file, code }: { file: string; code: string }): Promise<string> {
  const fault = (what: string): Error => new Error(`BOUNDARIES_FILE ${file} ${what}`);
  const text = await readFile(file, "utf8");
  const features = featuresOf(text);
  if (features === null) throw fault("is no GeoJSON FeatureCollection.");
  const provinces = features.flatMap(({ properties, geometry }) => {
    const value = properties?.[code];
    if (typeof value !== "string" && typeof value !== "number") return [];
    if (!PROVINCE.test(String(value)) || !isArea(geometry)) return [];
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    const coordinates = parts.map((rings) => rings.map(rounded).filter((ring) => ring.length > 3));
    return [
      {
        type: "Feature",
        properties: { code: String(value) },
        geometry: { type: "MultiPolygon", coordinates: coordinates.filter((rings) => rings.length > 0) },
      },
    ];
  });
  if (provinces.length === 0)
    throw fault(
      `has no polygon whose property "${code}" is the code of a province, such as "33". Name the property in BOUNDARIES_CODE.`,
    );
  return JSON.stringify({ type: "FeatureCollection", features: provinces });
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
