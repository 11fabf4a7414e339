import { diff, CriticalityLevel } from "@graphql-inspector/core";
import { Kind, buildSchema, parse } from "graphql";

/** Describes the changes from one SDL to another that break callers or gateways. */
export async function breakingChanges(before: string, after: string): Promise<string[]> {
  const [old, current] = [before, after].map((sdl) => buildSchema(sdl, { assumeValidSDL: true }));
  const changes = await diff(old ?? null, current ?? null);
  const currentKeys = entityKeys(after);
  return [
    ...changes
      .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
      .map(({ message }) => message),
    // GraphQL Inspector ignores directives, but partners' subgraphs refer to entities by their keys.
    ...[...entityKeys(before)].filter((key) => !currentKeys.has(key)).map((key) => `${key} was removed`),
  ];
}

function entityKeys(sdl: string): Set<string> {
  const keys = parse(sdl).definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    const directives = (type.directives ?? []).filter(({ name }) => name.value === "key");
    return directives.map((directive) => {
      const fields = directive.arguments?.find(({ name }) => name.value === "fields")?.value;
      return `Key "${fields?.kind === Kind.STRING ? fields.value : ""}" of ${type.name.value}`;
    });
  });
  return new Set(keys);
}

/** Whether the newest section of a changelog announces a breaking change. */
export function announcesBreaking(changelog: string): boolean {
  const newest = changelog.split(/^## /m)[1] ?? "";
  return /^(- )?\*\*Breaking\*\*/m.test(newest);
}
