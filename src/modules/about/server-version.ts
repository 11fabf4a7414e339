import { readFileSync } from "node:fs";

// The compiled server lies one folder deeper than the sources.
const root = new URL(import.meta.url.includes("/dist/") ? "../../../../" : "../../../", import.meta.url);

const manifest = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as { version: string };

/** Version of the server, as its package states it. */
export const SERVER_VERSION = manifest.version;
