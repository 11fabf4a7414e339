import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from "graphql";
import MiniSearch from "minisearch";

/** A name of the schema: a type, a field, or a value of an enum. */
export interface SchemaEntry {
  /** Such as `Region.coverage`; of a type its name. */
  place: string;
  /** As SDL writes it, without arguments' descriptions. */
  signature: string;
  description: string;
}

/** Words of the field in Indonesian, and what the schema calls them: its descriptions are in English. */
const INDONESIAN: Readonly<Record<string, string>> = {
  anggaran: "budget",
  bukti: "source evidence",
  cakupan: "coverage",
  desa: "village",
  indikator: "indicator",
  iuran: "contribution",
  kabupaten: "regency",
  kategori: "category",
  kecelakaan: "JKK",
  kelompok: "cohort",
  kematian: "JKM",
  kota: "city",
  kuota: "quota",
  pekerja: "workers",
  pemberi: "employer",
  pengamatan: "observation",
  penghargaan: "award",
  peraturan: "regulation",
  perusahaan: "employer",
  pertentangan: "conflict",
  peringkat: "ranking",
  peserta: "protected workers",
  potensi: "potential",
  program: "programme initiative",
  provinsi: "province",
  rentan: "vulnerable",
  sasaran: "target",
  segmen: "segment",
  statistik: "statistics",
  sumber: "source",
  target: "target",
  tarif: "tariff",
  upah: "wage",
  wilayah: "region",
};

/** Finds names of the schema by words in them or in their descriptions. */
export class SchemaIndex {
  readonly #entries: readonly SchemaEntry[];
  readonly #index: MiniSearch<SchemaEntry & { id: number }>;

  constructor(schema: GraphQLSchema) {
    this.#entries = Object.values(schema.getTypeMap())
      .filter((type) => !isIntrospectionType(type))
      .flatMap(entriesOf);
    this.#index = new MiniSearch({
      fields: ["place", "signature", "description"],
      tokenize: wordsOf,
      searchOptions: { boost: { place: 3 }, prefix: (word) => word.length > 3, fuzzy: 0.15 },
    });
    this.#index.addAll(this.#entries.map((entry, id) => ({ ...entry, id })));
  }

  /** The entries that match a text best, at most `most` of them; Indonesian words of the field are understood. */
  search(text: string, most: number): SchemaEntry[] {
    const words = wordsOf(text).map((word) => INDONESIAN[word] ?? word);
    return this.#index
      .search(words.join(" "))
      .slice(0, most)
      .flatMap(({ id }) => this.#entries[Number(id)] ?? []);
  }
}

// `protectedWorkers` and PROTECTED_WORKERS are two words.
const wordsOf = (text: string): string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{Letter}\p{Number}]+/u)
    .filter((word) => word !== "");

function entriesOf(type: GraphQLNamedType): SchemaEntry[] {
  const own = { place: type.name, signature: type.name, description: type.description ?? "" };
  if (isEnumType(type))
    return [
      own,
      ...type.getValues().map(({ name, description }) => ({
        place: `${type.name}.${name}`,
        signature: name,
        description: description ?? "",
      })),
    ];
  if (isInputObjectType(type))
    return [own, ...Object.values(type.getFields()).map((field) => entryOf(type, field, ""))];
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  return [own, ...Object.values(type.getFields()).map((field) => entryOf(type, field, argumentsOf(field)))];
}

function argumentsOf({ args }: GraphQLField<unknown, unknown>): string {
  const all = args.map(({ name, type }) => `${name}: ${String(type)}`);
  return all.length === 0 ? "" : `(${all.join(", ")})`;
}

const entryOf = (
  { name: parent }: GraphQLNamedType,
  { name, type, description }: GraphQLField<unknown, unknown> | GraphQLInputField,
  given: string,
): SchemaEntry => ({
  place: `${parent}.${name}`,
  signature: `${name}${given}: ${String(type)}`,
  description: description ?? "",
});
