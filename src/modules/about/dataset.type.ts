import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "A licence that a data package names.", simpleResolvers: true })
export class Licence {
  @Field(() => String, { description: "Short name, such as `ODbL-1.0`." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "Title, which names the data that it covers; null when the package gives none.",
  })
  title!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Address of its text; null when the package gives none.",
  })
  url!: string | null;
}

@ObjectType({ description: "A table of a data package.", simpleResolvers: true })
export class TableRows {
  @Field(() => String, { description: "Name of the table, such as `observations`." })
  table!: string;

  @Field(() => Int, { description: "How many rows it has." })
  rows!: number;
}
