/** Numbers of months by name: Indonesian and English, with older spellings (Pebruari, Nopember) and the usual short forms. */
export const MONTHS: ReadonlyMap<string, string> = new Map(
  [
    "januari january jan",
    "februari pebruari february feb peb",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu ags agt agst agust aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
  ].flatMap((names, index) =>
    names.split(" ").map((name) => [name, String(index + 1).padStart(2, "0")] as const),
  ),
);

/** The number of a month, `01` to `12`, by its name; undefined for an unknown name. */
export const monthNamed = (name: string): string | undefined =>
  MONTHS.get(name.replace(".", "").toLowerCase());
