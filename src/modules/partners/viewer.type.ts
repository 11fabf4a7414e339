import { Field, Int, ObjectType, registerEnumType } from "type-graphql";
import { SCOPES, type Scope } from "../../access/scope.js";
import { CalendarDate, Instant } from "../../graph/declare/scalars.js";
import { Partner } from "./partner.entity.js";

/** `returns:read` as GraphQL writes it: `RETURNS_READ`. */
const enumName = (scope: Scope): string => scope.replace(":", "_").toUpperCase();

const scopes = Object.keys(SCOPES) as Scope[];
const ScopeEnum = Object.fromEntries(scopes.map((scope) => [enumName(scope), scope]));
registerEnumType(ScopeEnum, {
  name: "AccessScope",
  description: "What a key opens.",
  valuesConfig: Object.fromEntries(scopes.map((scope) => [enumName(scope), { description: SCOPES[scope] }])),
});

@ObjectType({
  description: "How much the caller may ask of this server in a window of time, in points.",
  simpleResolvers: true,
})
export class ViewerLimits {
  @Field(() => String, {
    description: "`anonymous` for all without a key at one address, `partner` for all keys of one partner.",
  })
  tier!: string;

  @Field(() => Int, {
    nullable: true,
    description: "Points of a window, of which a request costs at least one; null without a limit.",
  })
  limit!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Points left, those of this request not counted in full; null without a limit.",
  })
  remaining!: number | null;

  @Field(() => Int, { description: "Length of a window, in seconds." })
  windowSeconds!: number;

  @Field(() => Int, { description: "Seconds until all points are there again." })
  resetSeconds!: number;
}

@ObjectType({ description: "How often the keys of a partner read a field on a day.", simpleResolvers: true })
export class UsageRow {
  @Field(() => CalendarDate, { description: "The day, by the time of Jakarta." })
  day!: string;

  @Field(() => String, { description: "The field, as `Type.field`." })
  coordinate!: string;

  @Field(() => Int, { description: "Operations that selected it and were answered." })
  operations!: number;
}

@ObjectType("Viewer", { description: "Who asks, and what they may see.", simpleResolvers: true })
export class ViewerType {
  @Field(() => Partner, {
    nullable: true,
    description: "The agency to which the request's key belongs; null without a key.",
  })
  partner!: Partner | null;

  @Field(() => [ScopeEnum], { description: "What the key opens; empty without a key." })
  scopes!: Scope[];

  @Field(() => Instant, {
    nullable: true,
    description: "When the key stops working; null for never, and without a key.",
  })
  expiresAt!: string | null;

  /** Codes of the regions whose rows the key opens; null for all. */
  regionCodes!: readonly string[] | null;
}
