import { Field, ObjectType } from "type-graphql";
import { each, Priced } from "../../graph/declare/field-price.js";
import { Instant } from "../../graph/declare/scalars.js";
import { Dataset } from "./dataset.entity.js";

@ObjectType({
  description: "The data on this server, and how to cite it.",
  simpleResolvers: true,
})
export class About {
  @Priced({ values: each(10) })
  @Field(() => [Dataset], { description: "The data packages that have been loaded, by name." })
  datasets!: Dataset[];

  @Field(() => Instant, {
    nullable: true,
    description: "When data was last loaded; null when nothing is loaded.",
  })
  changedAt!: string | null;

  @Field(() => String, {
    description:
      "Whom to credit when using or redistributing the data, with a warning when some of it is SYNTHETIC.",
  })
  attribution!: string;

  @Field(() => String, { description: "Version of the server." })
  version!: string;
}
