import { readFileSync } from "node:fs";

// The compiled file is one folder deeper than its source.
const root = new URL(import.meta.url.includes("/dist/") ? "../../../../" : "../../../", import.meta.url);

const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };

/** Version of the server, from package.json. */
export const SERVER_VERSION = manifest.version;
