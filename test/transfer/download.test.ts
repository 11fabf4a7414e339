import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { download, type DownloadOptions } from "../../scripts/download.js";

describe("A download", () => {
  let server: Server;
  let folder: string;
  let url: string;
  let requests: { url: string; tag: string | undefined }[];
  let answer: RequestListener;
  let options: DownloadOptions;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cakupan-downloads-"));
    server = createServer((request, response) => {
      requests.push({ url: request.url ?? "", tag: request.headers["if-none-match"] });
      answer(request, response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    requests = [];
    options = { allowPrivate: true, memory: join(folder, `${Math.random()}.json`) };
    answer = (_request, response) => response.setHeader("etag", '"v1"').end("code,value\n");
  });

  it("keeps the name of the file, which tells its format, and takes it from its type otherwise", async () => {
    const named = await download(`${url}/data/wages.csv?year=2026`, options);
    expect(basename(named?.path ?? "")).toBe("wages.csv");
    expect(await readFile(named?.path ?? "", "utf8")).toBe("code,value\n");
    await named?.remove();
    await expect(access(named?.path ?? "")).rejects.toThrow();
    answer = (_request, response) => response.setHeader("content-type", "text/csv; charset=utf-8").end("a\n");
    const typed = await download(`${url}/wages`, options);
    expect(basename(typed?.path ?? "")).toBe("wages.csv");
    await typed?.remove();
  });

  it("asks for a newer version only once the last has been remembered", async () => {
    await (await download(`${url}/a.csv`, options))?.remove();
    const second = await download(`${url}/a.csv`, options);
    await second?.remember();
    await second?.remove();
    answer = ({ headers }, response) =>
      response.writeHead(headers["if-none-match"] === '"v1"' ? 304 : 200).end();
    expect(await download(`${url}/a.csv`, options)).toBeNull();
    expect(requests.map(({ tag }) => tag)).toEqual([undefined, undefined, '"v1"']);
  });

  it("follows redirects, but not for ever", async () => {
    answer = ({ url: path }, response) => {
      if (path === "/a.csv") response.writeHead(302, { location: "/b.csv" }).end();
      else if (path === "/b.csv") response.end("b\n");
      else response.writeHead(302, { location: "/again" }).end();
    };
    const file = await download(`${url}/a.csv`, options);
    expect(await readFile(file?.path ?? "", "utf8")).toBe("b\n");
    await file?.remove();
    requests = [];
    await expect(download(`${url}/loop`, options)).rejects.toThrow("more than 5 times");
    expect(requests).toHaveLength(6);
  });

  it.each([
    "http://example.com/a.csv",
    "https://127.0.0.1/a.csv",
    "https://[::1]/a.csv",
    "https://169.254.169.254/a.csv",
  ])("refuses %s unless private addresses are allowed", async (address) => {
    await expect(download(address, { memory: options.memory })).rejects.toThrow("is refused");
  });

  it("refuses a name that leads to a private address, before it connects", async () => {
    const port = new URL(url).port;
    await expect(download(`https://localhost:${port}/a.csv`, { memory: options.memory })).rejects.toThrow(
      "no public address",
    );
    expect(requests).toEqual([]);
  });

  it("refuses where a redirect leads, too", async () => {
    answer = (_request, response) => response.writeHead(302, { location: "http://127.0.0.2:1/secret" }).end();
    const isAllowed = (address: string): boolean => address === "127.0.0.1";
    await expect(download(`${url}/a.csv`, { ...options, isAllowed })).rejects.toThrow("no public address");
  });

  it("ends a file that is too large, one that does not end, and tells an answer that is none", async () => {
    await expect(download(`${url}/a.csv`, { ...options, maxBytes: 5 })).rejects.toThrow("more than 5 bytes");
    answer = (_request, response) => void response.write("a");
    await expect(download(`${url}/a.csv`, { ...options, timeout: 200 })).rejects.toThrow("in time");
    answer = (_request, response) => response.writeHead(404).end();
    await expect(download(`${url}/a.csv`, options)).rejects.toThrow("answered 404");
  });
});
