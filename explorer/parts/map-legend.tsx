import { useWords } from "../shell/language.js";
import type { Shade } from "./map-classes.js";

/** A colour or mark of a map, and what it means. */
export interface LegendEntry {
  shade: Shade;
  name: string;
}

/** Marks over colours, and those instead of one. */
const WITH_COLOUR = ["stale", "otherBase", "partial"] as const;
type Mark = (typeof WITH_COLOUR)[number] | "contradicts" | "missing";

const isWithColour = (mark: Mark): mark is (typeof WITH_COLOUR)[number] =>
  (WITH_COLOUR as readonly Mark[]).includes(mark);

/** The classes of colour from the lowest, and the marks that a map may have. */
export function useLegend(
  limits: readonly number[],
  write: (value: number) => string,
  marks: readonly Mark[],
): LegendEntry[] {
  const { map } = useWords();
  const nameOf = (place: number): string => {
    const [from, to] = [limits[place - 1], limits[place]];
    if (from === undefined) return to === undefined ? map.one : map.below(write(to));
    return to === undefined ? map.above(write(from)) : map.from(write(from), write(to));
  };
  return [
    ...[...limits, null].map((_, place): LegendEntry => ({
      shade: { kind: "value", place },
      name: nameOf(place),
    })),
    ...marks.map((mark): LegendEntry => ({
      shade: isWithColour(mark) ? { kind: mark, place: 2 } : { kind: mark },
      name: map[mark],
    })),
  ];
}

/** What the colours and marks of a map mean. */
export function MapLegend({ entries, note }: { entries: LegendEntry[]; note?: string | null | undefined }) {
  const { map } = useWords();
  return (
    <div className="legend">
      <ul aria-label={map.legend}>
        {entries.map(({ shade, name }) => (
          <li key={name}>
            <span
              className={["swatch", shade.kind, "place" in shade && `shade-${shade.place}`]
                .filter(Boolean)
                .join(" ")}
              aria-hidden="true"
            />{" "}
            {name}
          </li>
        ))}
      </ul>
      {note && <p className="muted small">{note}</p>}
    </div>
  );
}
