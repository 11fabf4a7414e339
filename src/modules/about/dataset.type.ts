import { Field, Int, ObjectType } from "type-graphql";

@ObjectType({ description: "A licence that a data package names.", simpleResolvers: true })
export class Licence {
  @Field(() => String, { description: "Short name, such as `ODbL-1.0`." })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: "Title with the scope of the data; null when the package gives none.",
  })
  title!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Where its text is; null when the package names no place.",
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
