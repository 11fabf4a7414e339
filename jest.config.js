export default {
  testEnvironment: "<rootDir>/test/support/environment.mjs",
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  // These build earlier releases, or start a cluster: see jest.upgrade.config.js and jest.cluster.config.js.
  testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/upgrade/", "<rootDir>/test/cluster/"],
  testTimeout: 120_000,
  maxWorkers: 2,
  // Each file leaves modules behind; a worker that holds so much begins anew.
  workerIdleMemoryLimit: "2GB",
  testSequencer: "<rootDir>/test/support/sequencer.mjs",
  extensionsToTreatAsEsm: [".ts"],
  resolver: "<rootDir>/test/support/resolver.mjs",
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/var/", "<rootDir>/gateway/"],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      {
        swcrc: false,
        sourceMaps: "inline",
        jsc: {
          target: "es2022",
          parser: { syntax: "typescript", decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: false,
            useDefineForClassFields: false,
          },
        },
      },
    ],
  },
  // Decorators need their metadata before the first class is read, whichever file a test reads first.
  setupFiles: ["reflect-metadata", "<rootDir>/test/support/fast-check.ts"],
  globalSetup: "<rootDir>/test/support/global-setup.mjs",
  globalTeardown: "<rootDir>/test/support/global-teardown.mjs",
};
