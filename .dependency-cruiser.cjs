/** No file is part of a circle of imports, be they of types only. */
module.exports = {
  forbidden: [{ name: "no-circle", severity: "error", from: {}, to: { circular: true } }],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
