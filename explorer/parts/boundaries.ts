import { useEffect, useState } from "react";
import { useAddress } from "../shell/route.js";

/** The boundary of one region, as it is drawn. */
export interface Outline {
  path: string;
  centre: [number, number];
  /** Too small to be seen or clicked. */
  isSmall: boolean;
}

export interface Outlines {
  width: number;
  height: number;
  areas: Map<string, Outline>;
}

interface Boundary {
  type: "Feature";
  properties: { code: string };
  geometry: GeoJSON.MultiPolygon | GeoJSON.Polygon;
}

// The country is about two and a half times as wide as high; provinces have all shapes.
const [WIDTH, HEIGHT, HEIGHT_OF_PROVINCE] = [1000, 400, 600];
const SMALL_AREA = 250;

/** What has been drawn, by the province within which it is, or the country. */
const drawn = new Map<string, Promise<Outlines | null>>();

/** Whether the operator has given boundaries. */
export const hasBoundaries = (): boolean =>
  document.querySelector('meta[name="boundaries"]')?.getAttribute("content") === "true";

/**
 * The boundaries of the provinces, or of the regencies and cities within one of them; null where there are none, where the
 * address asks for tiles, and until they are read.
 */
export function useOutlines(province: string | null = null): Outlines | null {
  const isWanted = useAddress().searchParams.get("map") !== "tiles" && hasBoundaries();
  const [outlines, setOutlines] = useState<Outlines | null>(null);
  useEffect(() => {
    setOutlines(null);
    if (!isWanted) return;
    let isCurrent = true;
    const key = province ?? "ID";
    const drawing = drawn.get(key) ?? draw(province);
    drawn.set(key, drawing);
    drawing.then(
      (found) => {
        if (isCurrent) setOutlines(found);
      },
      () => {
        // Tiles say as much.
        drawn.delete(key);
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [isWanted, province]);
  return isWanted ? outlines : null;
}

async function draw(province: string | null): Promise<Outlines | null> {
  const within = province === null ? "" : `/${province}`;
  const [{ geoIdentity, geoPath }, response] = await Promise.all([
    import("d3-geo"),
    fetch(`/explorer/boundaries${within}.json`),
  ]);
  const collection = (await response.json()) as { type: "FeatureCollection"; features: Boundary[] };
  if (collection.features.length === 0) return null;
  const height = province === null ? HEIGHT : HEIGHT_OF_PROVINCE;
  // Indonesia lies along the equator, where degrees are nearly as wide as they are high.
  const path = geoPath(geoIdentity().reflectY(true).fitSize([WIDTH, height], collection));
  const areas = collection.features.map((feature): [string, Outline] => [
    feature.properties.code,
    { path: path(feature) ?? "", centre: path.centroid(feature), isSmall: path.area(feature) < SMALL_AREA },
  ]);
  return { width: WIDTH, height, areas: new Map(areas) };
}
