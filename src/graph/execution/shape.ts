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

/** An output type, taken apart once: asking graphql-js what a type is costs more than most values do. */
export interface Shape {
  readonly isRequired: boolean;
  /** One of these four is not null. */
  readonly leaf: GraphQLLeafType | null;
  readonly item: Shape | null;
  readonly abstract: GraphQLAbstractType | null;
  readonly object: GraphQLObjectType | null;
}

const shapes = new WeakMap<GraphQLOutputType, Shape>();

/** The shape of a type; the same one each time. */
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
