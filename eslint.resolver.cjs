// Resolves relative imports by their spelling alone, so that import directions are judged
// for files that do not exist yet too: an import that is not resolved would pass unchecked.
const path = require("node:path");

module.exports = {
  interfaceVersion: 2,
  resolve: (specifier, importer) =>
    specifier.startsWith(".")
      ? {
          found: true,
          path: path.resolve(path.dirname(importer), specifier.replace(/\.js$/, ".ts")),
        }
      : { found: false },
};
