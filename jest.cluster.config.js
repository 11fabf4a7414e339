// The databases that other tests start are not needed here.
import config from "./jest.config.js";

const others = { ...config };
delete others.globalSetup;
delete others.globalTeardown;

/** Tests that start a cluster: three nodes of Galera, two servers, and HAProxy before both. */
export default {
  ...others,
  testMatch: ["<rootDir>/test/cluster/**/*.test.ts"],
  testPathIgnorePatterns: ["/node_modules/"],
  testTimeout: 180_000,
};
