import { parse, TypeInfo, visit, visitWithTypeInfo } from "graphql";

/** Asks an operation; answers with its data, errors and milliseconds. */
export async function ask(url, query) {
  const begun = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const { data, errors = [] } = await response.json();
  return { data, errors, milliseconds: performance.now() - begun };
}

/** The places of an operation that ask for one of some fields, each with its path by names in the answer. */
function placesOf(schema, query, fields) {
  const types = new TypeInfo(schema);
  const path = [];
  const places = [];
  visit(
    parse(query),
    visitWithTypeInfo(types, {
      Field: {
        enter(node) {
          path.push((node.alias ?? node.name).value);
          const coordinate = `${types.getParentType()?.name}.${node.name.value}`;
          if (fields.has(coordinate)) places.push({ coordinate, path: [...path] });
        },
        leave: () => void path.pop(),
      },
    }),
  );
  return places;
}

const valuesAt = (value, [name, ...rest]) => {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, [name, ...rest]));
  if (name === undefined) return [value];
  return value === null || value === undefined ? [] : valuesAt(value[name], rest);
};

/**
 * Asks the smoke operations of sources. Faults: an error, a foreign field that is always null, and one that no operation
 * asks for. Composition tells none of these.
 */
export async function smokeFaults(url, schema, sources, foreign) {
  const fields = new Set(foreign);
  const met = new Set();
  const faults = [];
  for (const { name, smoke } of sources)
    for (const query of smoke) {
      const { data, errors } = await ask(url, query);
      faults.push(...errors.map(({ message }) => `${name}: ${message}`));
      for (const { coordinate, path } of placesOf(schema, query, fields)) {
        met.add(coordinate);
        if (!valuesAt(data, path).some((value) => value !== null && value !== undefined))
          faults.push(`${name}: ${coordinate} is always null at ${path.join(".")}`);
      }
    }
  const missed = foreign.filter((field) => !met.has(field));
  return [...faults, ...missed.map((field) => `no smoke operation asks for ${field}`)];
}
