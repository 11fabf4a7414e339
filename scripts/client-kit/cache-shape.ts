import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from "graphql";

type WithFields = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

/** What normalized caches of clients must know of a schema. */
export interface CacheShape {
  /** The object types of each interface and union. */
  possibleTypes: Record<string, string[]>;
  /** Object types whose rows have no id, so that caches must keep them inside the row that has them. */
  typesWithoutId: string[];
  /** Connections, their edges and PageInfo, which have no id either. */
  pagingTypes: string[];
  /** By type and field, the arguments that choose the rows of a connection. */
  connections: Record<string, Record<string, string[]>>;
  /** By type, the fields that list rows without ids. */
  listsWithoutId: Record<string, string[]>;
}

/** Reads what caches must know; a field that a type has of an interface is listed under the interface only. */
export function cacheShape(schema: GraphQLSchema): CacheShape {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const withoutId = types.filter((type) => type !== schema.getQueryType() && lacksId(type));
  return {
    possibleTypes: Object.fromEntries(
      types.filter(isAbstractType).map((type) => [type.name, namesOf(schema.getPossibleTypes(type)).sort()]),
    ),
    typesWithoutId: namesOf(withoutId.filter((type) => !isPaging(type))),
    pagingTypes: namesOf(withoutId.filter(isPaging)),
    connections: ofEach(withFields, (fields) =>
      Object.fromEntries(fields.filter(isConnection).map((field) => [field.name, rowArguments(field)])),
    ),
    listsWithoutId: ofEach(withFields, (fields) => namesOf(fields.filter(listsRowsWithoutId))),
  };
}

const namesOf = (named: readonly { readonly name: string }[]): string[] => named.map(({ name }) => name);

const lacksId = (type: GraphQLNamedType): boolean => isObjectType(type) && !("id" in type.getFields());

const isPaging = ({ name }: GraphQLNamedType): boolean =>
  name === "PageInfo" || /(?:Connection|Edge)$/.test(name);

const isConnection = ({ type }: Field): boolean => getNamedType(type).name.endsWith("Connection");

const listsRowsWithoutId = ({ type }: Field): boolean =>
  isListType(getNullableType(type)) && lacksId(getNamedType(type)) && !isPaging(getNamedType(type));

/** Arguments other than cursors: pages of other sizes are other pages, so `first` and `last` are among them. */
const rowArguments = ({ args }: Field): string[] =>
  namesOf(args).filter((name) => name !== "after" && name !== "before");

/** Something of the fields that each type declares itself, by the type's name; types of which it is empty are left out. */
function ofEach<T extends object>(
  types: readonly WithFields[],
  read: (fields: readonly Field[]) => T,
): Record<string, T> {
  const entries = types.map((type): [string, T] => {
    const inherited = new Set(type.getInterfaces().flatMap((from) => Object.keys(from.getFields())));
    const fields = Object.values(type.getFields()).filter(({ name }) => !inherited.has(name));
    return [type.name, read(fields)];
  });
  return Object.fromEntries(
    entries.filter(([name, value]) => !isPagingName(name) && Object.keys(value).length > 0),
  );
}

const isPagingName = (name: string): boolean => isPaging({ name } as GraphQLNamedType);
