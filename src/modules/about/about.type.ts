import { Field, Int, ObjectType } from "type-graphql";
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

  @Field(() => Int, {
    description: "Number of the last load, after which `changes` may be asked for; 0 when nothing is loaded.",
  })
  revision!: number;

  @Field(() => String, {
    description:
      "Whom to credit when using or redistributing the data, with a warning when some of it is SYNTHETIC.",
  })
  attribution!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Version of the data, the same wherever the same files are loaded, and in the header `x-data-version` of each answer; null when nothing is loaded.",
  })
  dataVersion!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Citation of the whole data, ready to paste: its title and version, the day of loading, the data's version and today; null when nothing is loaded.",
  })
  citation!: string | null;

  @Field(() => String, { description: "Version of the server." })
  version!: string;
}
