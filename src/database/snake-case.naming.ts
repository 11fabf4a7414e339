import { DefaultNamingStrategy } from "typeorm";

/** Columns in snake case: `regionCode` is stored as `region_code`. */
export class SnakeCaseNaming extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined): string {
    return given ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}
