/** Where a province's tile is, in tiles from the upper left, and the letters on it. */
interface Tile {
  code: string;
  letters: string;
  x: number;
  y: number;
}

// Islands are set apart by less than a tile, and each province lies to its neighbours about as on a map.
const TILES: [code: string, letters: string, x: number, y: number][] = [
  // Sumatra
  ["11", "ACE", 0, 0],
  ["12", "SMU", 0, 1],
  ["14", "RIA", 1, 1],
  ["21", "KRI", 2, 1],
  ["13", "SMB", 0, 2],
  ["15", "JAM", 1, 2],
  ["17", "BKL", 1, 3],
  ["16", "SMS", 2, 3],
  ["19", "BBL", 3, 2.6],
  ["18", "LAM", 2, 4],
  // Java and the islands east of it
  ["36", "BTN", 3, 5.3],
  ["31", "JKT", 4, 4.3],
  ["32", "JBR", 4, 5.3],
  ["33", "JTG", 5, 5.3],
  ["34", "DIY", 5, 6.3],
  ["35", "JTM", 6, 5.3],
  ["51", "BAL", 7.2, 5.3],
  ["52", "NTB", 8.2, 5.3],
  ["53", "NTT", 9.2, 5.3],
  // Borneo
  ["65", "KTR", 5.2, 0],
  ["61", "KBR", 4.2, 1],
  ["64", "KTI", 5.2, 1],
  ["62", "KTE", 4.2, 2],
  ["63", "KSE", 5.2, 2],
  // Sulawesi
  ["75", "GOR", 7.4, 0],
  ["71", "SUT", 8.4, 0],
  ["76", "SBR", 6.4, 1],
  ["72", "STE", 7.4, 1],
  ["73", "SSE", 6.4, 2],
  ["74", "STR", 7.4, 2],
  // Maluku
  ["82", "MUT", 8.7, 1.3],
  ["81", "MAL", 8.7, 2.3],
  // Papua
  ["96", "PBD", 10, 1.3],
  ["92", "PBA", 11, 1.3],
  ["91", "PAP", 12, 1.3],
  ["94", "PTE", 11, 2.3],
  ["95", "PPG", 12, 2.3],
  ["93", "PPS", 12, 3.3],
];

export const tiles: Tile[] = TILES.map(([code, letters, x, y]) => ({ code, letters, x, y }));
export const mapSize = {
  width: Math.max(...tiles.map(({ x }) => x)) + 1,
  height: Math.max(...tiles.map(({ y }) => y)) + 1,
};

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The nearest province in the direction of an arrow key; undefined for other keys, and at the edge. */
export function neighbour(code: string, key: string): string | undefined {
  const step = STEPS[key];
  const from = tiles.find((tile) => tile.code === code);
  if (!step || !from) return undefined;
  const [right, down] = step;
  const distances = tiles.flatMap((tile) => {
    const [dx, dy] = [tile.x - from.x, tile.y - from.y];
    const along = dx * right + dy * down;
    const aside = Math.abs(dx * down + dy * right);
    return along > 0.2 && aside <= along * 1.5 ? [{ tile, distance: along + 2 * aside }] : [];
  });
  return distances.sort((one, other) => one.distance - other.distance)[0]?.tile.code;
}
