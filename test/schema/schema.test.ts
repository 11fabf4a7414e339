import { describe, expect, it } from "@jest/globals";
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from "graphql";
import { buildServedSchema } from "../../src/server/schema.js";

const { schema } = buildServedSchema();

/** Every place of the schema that can have a description, with the one it has. */
function descriptions(): [place: string, text: string | null | undefined][] {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  return types.flatMap((type): ReturnType<typeof descriptions> => {
    const own: ReturnType<typeof descriptions> = [[type.name, type.description]];
    if (isEnumType(type)) {
      return own.concat(
        type.getValues().map(({ name, description }) => [`${type.name}.${name}`, description]),
      );
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      return own.concat(fields.map(({ name, description }) => [`${type.name}.${name}`, description]));
    }
    if (!isObjectType(type) && !isInterfaceType(type)) return own;
    return own.concat(
      Object.values(type.getFields()).flatMap(
        ({ name, description, args }): ReturnType<typeof descriptions> => [
          [`${type.name}.${name}`, description],
          ...args.map((arg): [string, string | null | undefined] => [
            `${type.name}.${name}(${arg.name})`,
            arg.description,
          ]),
        ],
      ),
    );
  });
}

describe("The schema", () => {
  it("describes every type, field, argument, input field and enum value", () => {
    const all = descriptions();
    expect(all.length).toBeGreaterThan(800);
    expect(all.filter(([, text]) => !text)).toEqual([]);
  });

  it("describes each in one sentence: a capital first, a full stop last, on one line", () => {
    const faulty = descriptions().filter(([, text]) => !isSentence(text ?? ""));
    expect(faulty).toEqual([]);
  });
});

const isSentence = (text: string): boolean => {
  const withoutCode = text.replace(/`[^`]*`/g, "Code");
  return /^[A-Z0-9].*\.$/.test(withoutCode) && !/[.!?]\s/.test(withoutCode);
};
