import { ID, InterfaceType } from "type-graphql";
import { DerivedField } from "./fields.js";
import { toGlobalId } from "./global-id.js";
import { tableOf } from "./table.js";

/** A row with a global id. Each subclass declares its table in its module. */
@InterfaceType({ description: "Anything that can be fetched again by its global id." })
export abstract class Node {
  @DerivedField(() => ID, {
    from: (type) => [tableOf(type).key],
    description: "Global id, opaque; the same in every installation that holds the same data.",
  })
  get id(): string {
    return toGlobalId(this.constructor.name, this[tableOf(this.constructor).key as keyof this] as string);
  }
}
