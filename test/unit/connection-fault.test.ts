import { describe, expect, it } from "@jest/globals";
import { DataSource } from "typeorm";
import { connectionFault } from "../../src/database/connection-fault.js";
import { versionFault } from "../../src/database/mysql.server.js";

const dataSource = new DataSource({
  type: "mysql",
  host: "::1",
  port: 3306,
  username: "ani",
  password: "hunter2",
  database: "cakupan",
});
const errorOf = (code: string, more: object = {}, message = "as the driver says"): Error =>
  Object.assign(new Error(message), { code, ...more });

describe("A fault of connecting", () => {
  it.each([
    ["ER_ACCESS_DENIED_ERROR", 'refuses the user "ani"'],
    ["ER_ACCESS_DENIED_NO_PASSWORD_ERROR", 'refuses the user "ani"'],
    ["ER_BAD_DB_ERROR", '[::1]:3306 has no database "cakupan"'],
    ["ER_DBACCESS_DENIED_ERROR", 'may not use the database "cakupan"'],
    ["ER_HOST_NOT_PRIVILEGED", "accepts no connections from this machine"],
    ["ER_SECURE_TRANSPORT_REQUIRED", "set DATABASE_TLS"],
    ["HANDSHAKE_NO_SSL_SUPPORT", "offers no TLS"],
    ["HANDSHAKE_SSL_ERROR", "check DATABASE_TLS"],
    ["ERR_OSSL_PEM_NO_START_LINE", "check DATABASE_TLS"],
    ["AUTH_SWITCH_PLUGIN_ERROR", "logs in to [::1]:3306 by an authentication method"],
    ["EACCES", "cannot be used"],
  ])("is told at once in our words and the driver's: %s", (code, words) => {
    const { message, mayPass } = connectionFault(dataSource, errorOf(code, { sqlState: "28000" }));
    expect(message).toContain(words);
    expect(message).toMatch(/ \(as the driver says\)$/);
    expect(message).not.toContain("hunter2");
    expect(mayPass).toBe(false);
  });

  it.each(["ER_UNKNOWN_SYSTEM_VARIABLE", "ER_MUST_CHANGE_PASSWORD_LOGIN", "ERR_ANYTHING", ""])(
    "is told at once when nothing says that it may pass: %j",
    (code) => {
      expect(connectionFault(dataSource, errorOf(code, { sqlState: "HY000" }))).toEqual({
        message: "as the driver says",
        mayPass: false,
      });
    },
  );

  it.each([
    errorOf("ECONNREFUSED"),
    errorOf("ENOTFOUND"),
    errorOf("ENOENT"),
    errorOf("ETIMEDOUT"),
    errorOf("PROTOCOL_CONNECTION_LOST"),
    errorOf("ER_CON_COUNT_ERROR", { sqlState: "08004" }),
    errorOf("ER_UNKNOWN_COM_ERROR", { sqlState: "08S01" }),
    errorOf("ER_TOO_MANY_USER_CONNECTIONS", { sqlState: "42000" }),
    errorOf("HANDSHAKE_SSL_ERROR", {}, "read ECONNRESET"),
  ])("may pass while the server is absent, starting, stopping or full: %s", (error) => {
    expect(connectionFault(dataSource, error).mayPass).toBe(true);
  });

  it("has words when several addresses of a name were tried", () => {
    const tried = [new Error("connect ECONNREFUSED ::1:1"), new Error("connect ECONNREFUSED 127.0.0.1:1")];
    const error = Object.assign(new AggregateError(tried), { code: "ECONNREFUSED" });
    const { message, mayPass } = connectionFault(dataSource, error);
    expect(message).toMatch(
      /^No database server answers on \S+ \(connect ECONNREFUSED ::1:1, connect ECONNREFUSED 127\.0\.0\.1:1\)$/,
    );
    expect(mayPass).toBe(true);
  });
});

describe("The version of a database server", () => {
  it.each([
    "8.0.17",
    "8.0.36-0ubuntu0.22.04.1",
    "8.4.3",
    "9.1.0",
    "26.7.0",
    "10.6.0-MariaDB",
    "10.11.19-MariaDB-0+deb12u1",
    "5.5.5-10.11.19-MariaDB",
    "11.4.2-MariaDB-log",
  ])("%s will do", (version) => {
    expect(versionFault(version)).toBeNull();
  });

  it.each(["5.7.44", "8.0.16", "8.0.0", "10.5.29-MariaDB", "10.0.38-MariaDB-0ubuntu0", "unknown"])(
    "%s will not",
    (version) => {
      expect(versionFault(version)).toContain(`${version}; Cakupan needs MySQL 8.0.17 or MariaDB 10.6`);
    },
  );
});
