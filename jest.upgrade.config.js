import config from "./jest.config.js";

/** Tests of databases that landed releases have made. */
export default {
  ...config,
  globalSetup: "<rootDir>/test/support/server-setup.mjs",
  testMatch: ["<rootDir>/test/upgrade/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 600_000,
};
