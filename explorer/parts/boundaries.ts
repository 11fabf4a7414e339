import { useEffect, useState } from "react";
import { useAddress } from "../shell/route.js";

/** The boundary of one province, as it is drawn. */
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

// The country is about two and a half times as wide as high.
const [WIDTH, HEIGHT] = [1000, 400];
const SMALL_AREA = 250;

let drawn: Promise<Outlines> | null = null;

/** Whether the operator has given boundaries. */
export const hasBoundaries = (): boolean =>
  document.querySelector('meta[name="boundaries"]')?.getAttribute("content") === "true";

/** The boundaries of provinces; null where there are none, where the address asks for tiles, and until they are read. */
export function useOutlines(): Outlines | null {
  const isWanted = useAddress().searchParams.get("map") !== "tiles" && hasBoundaries();
  const [outlines, setOutlines] = useState<Outlines | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    drawn ??= draw();
    drawn.then(setOutlines, () => {
      // Tiles say as much.
      drawn = null;
    });
  }, [isWanted]);
  return isWanted ? outlines : null;
}

async function draw(): Promise<Outlines> {
  const [{ geoIdentity, geoPath }, response] = await Promise.all([
    import("d3-geo"),
    fetch("/explorer/boundaries.json"),
  ]);
  const collection = (await response.json()) as { type: "FeatureCollection"; features: Boundary[] };
  // Indonesia lies along the equator, where degrees are nearly as wide as they are high.
  const path = geoPath(geoIdentity().reflectY(true).fitSize([WIDTH, HEIGHT], collection));
  const areas = collection.features.map((feature): [string, Outline] => [
    feature.properties.code,
    { path: path(feature) ?? "", centre: path.centroid(feature), isSmall: path.area(feature) < SMALL_AREA },
  ]);
  return { width: WIDTH, height: HEIGHT, areas: new Map(areas) };
}
