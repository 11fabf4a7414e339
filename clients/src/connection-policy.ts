import type {
  FieldMergeFunction,
  FieldPolicy,
  FieldReadFunction,
  Reference,
  StoreObject,
} from "@apollo/client/cache";
import { relayStylePagination } from "@apollo/client/utilities";

type Row = StoreObject | Reference;

interface Connection extends StoreObject {
  edges?: readonly Record<string, unknown>[];
  nodes?: readonly Row[];
  /** Whether rows have been selected, rather than only the count. */
  hasRows?: boolean;
}

const pagination = relayStylePagination() as unknown as {
  read: FieldReadFunction<Connection>;
  merge: FieldMergeFunction<Connection>;
};

/**
 * Apollo's `relayStylePagination`, which knows `edges` only, for connections that have `nodes` too: rows of either are
 * pages of one list, and a query of `totalCount` alone does not make that list empty.
 */
export function connectionPolicy(keyArgs: readonly string[]): FieldPolicy<Connection> {
  return {
    keyArgs: [...keyArgs],
    read(existing, options) {
      const page = existing && pagination.read(existing, options);
      if (page === undefined) return undefined;
      const { edges, hasRows, ...others } = page;
      if (hasRows !== true || edges === undefined) return others;
      return { ...others, edges, nodes: edges.map(({ node }) => node as Row) };
    },
    merge(existing, incoming, options) {
      const edges = withNodes(incoming, (one, other) => options.mergeObjects(one, other));
      const page: Connection = edges === undefined ? { ...incoming } : { ...incoming, edges, hasRows: true };
      delete page.nodes;
      return pagination.merge(existing, page, options);
    },
  };
}

/** The edges of an answer, made from its nodes when it has no edges; undefined when it has neither. */
function withNodes(
  { edges, nodes }: Connection,
  merge: (one: Row, other: Row) => Row,
): Connection["edges"] | undefined {
  if (nodes === undefined) return edges;
  if (edges === undefined) return nodes.map((node) => ({ node }));
  return edges.map((edge, place) => {
    const node = nodes[place];
    return node === undefined
      ? edge
      : { ...edge, node: edge.node === undefined ? node : merge(edge.node as Row, node) };
  });
}
