import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Finds the module of an import. Our sources name one another ".js" and are ".ts". Jest could be told so by
 * `moduleNameMapper`, but would then look for every module anew in every file of tests; what this finds, it remembers.
 */
export default function resolve(name, options) {
  const { basedir, defaultResolver } = options;
  if (name.startsWith(".") && name.endsWith(".js") && !basedir.includes("/node_modules/")) {
    const source = join(basedir, `${name.slice(0, -".js".length)}.ts`);
    if (existsSync(source) && !existsSync(join(basedir, name))) return source;
  }
  return defaultResolver(name, options);
}
