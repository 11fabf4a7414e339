import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { databaseUrlFault, readMysqlUrl, readSqliteUrl } from "../../src/database/database-url.js";

describe("The address of a database server", () => {
  it.each([
    ["mysql://u:p@h:3307/d", { host: "h", port: 3307, username: "u", password: "p", database: "d" }],
    ["mariadb://h/d", { host: "h", port: 3306, username: "", password: "", database: "d" }],
    ["mysql://u@[::1]:3306/d", { host: "::1", port: 3306, username: "u" }],
    ["mysql://u@[2001:db8::7]/d", { host: "2001:db8::7", port: 3306 }],
    ["mysql://u@localhost/d?socketPath=/run/mysqld/mysqld.sock", { socketPath: "/run/mysqld/mysqld.sock" }],
    ["mysql:///d?socketPath=%2Ftmp%2Fa%20b.sock", { socketPath: "/tmp/a b.sock", database: "d" }],
    [
      "mysql://ani%40kantor:p%40s%2Fs%3F%23%25@h/data%20kita",
      { username: "ani@kantor", password: "p@s/s?#%" },
    ],
    ["mysql://u:p@h/data%20kita", { database: "data kita" }],
  ])("%s is understood", (url, expected) => {
    expect(databaseUrlFault(url)).toBeNull();
    expect(readMysqlUrl(url)).toMatchObject(expected);
  });

  it.each([
    ["mysql://u:hunter2@h/d?ssl=true", "takes no parameter but socketPath, not ssl"],
    [
      "mysql://u:hunter2@h/d?charset=utf8&sql_mode=",
      "takes no parameter but socketPath, not charset, sql_mode",
    ],
    ["mysql://u:hunter2@h/d?socketPath=", "must name one socketPath"],
    ["mysql://u:hunter2@h/d?socketPath=/a&socketPath=/b", "must name one socketPath"],
    ["mysql://u:hunter2@h/d#x", "percent-encoded"],
    ["mysql://u:hunter2%zz@h/d", "percent-encoded"],
    ["mysql://u:hunter/2@h/d", "percent-encoded"],
    ["mysql://u:hunter2@h/d/e", "must be mysql://"],
    ["mysql://u:hunter2@::1/d", "percent-encoded"],
    ["mysql://h?socketPath=/a", "must be mysql://"],
    ["mysql:///d", "must be mysql://"],
  ])("%s is refused without being repeated", (url, words) => {
    const fault = databaseUrlFault(url);
    expect(fault).toContain(words);
    expect(fault).not.toContain("hunter");
  });

  it("holds any name and password that are percent-encoded", () => {
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(text, text, text, (username, password, database) => {
        const [user, secret, name] = [username, password, database].map(encodeURIComponent);
        fc.pre(![".", ".."].includes(database));
        expect(readMysqlUrl(`mysql://${user}:${secret}@h/${name}`)).toMatchObject({
          username,
          password,
          database,
        });
      }),
    );
  });
});

describe("The address of an SQLite file", () => {
  it.each(["var/cakupan.sqlite", "/srv/cakupan.sqlite", "///srv/cakupan.sqlite", ":memory:", "data kita.db"])(
    "takes the path %s as it is",
    (path) => {
      expect(databaseUrlFault(`sqlite:${path}`)).toBeNull();
      expect(readSqliteUrl(`sqlite:${path}`)).toBe(path);
    },
  );

  it.each(["sqlite://var/cakupan.sqlite", "sqlite:file:x.sqlite", "sqlite:x.sqlite?mode=ro"])(
    "%s is refused, since it would make a file of that name",
    (url) => {
      expect(databaseUrlFault(url)).toContain("must be a plain path after sqlite:");
    },
  );
});
