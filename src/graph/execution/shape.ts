import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from "graphql";

/** An output type, analysed once: the type predicates of graphql-js take longer than completing most values. */
export interface Shape {
  readonly isRequired: boolean;
  /** Exactly one of `leaf`, `item`, `abstract` and `object` is not null. */
  readonly leaf: GraphQLLeafType | null;
  readonly item: Shape | null;
  readonly abstract: GraphQLAbstractType | null;
  readonly object: GraphQLObjectType | null;
}

const shapes = new WeakMap<GraphQLOutputType, Shape>();

/** The cached shape of a type. */
export function shapeOf(type: GraphQLOutputType): Shape {
  let shape = shapes.get(type);
  if (!shape) shapes.set(type, (shape = newShape(type)));
  return shape;
}

function newShape(type: GraphQLOutputType): Shape {
  const isRequired = isNonNullType(type);
  const inner = isRequired ? type.ofType : type;
  return {
    isRequired,
    leaf: isLeafType(inner) ? inner : null,
    item: isListType(inner) ? shapeOf(inner.ofType) : null,
    abstract: isAbstractType(inner) ? inner : null,
    object: isObjectType(inner) ? inner : null,
  };
}
