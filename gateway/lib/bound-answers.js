import { Buffer } from "node:buffer";

/** A plug-in that follows no redirect of a source, which might lead into our own network, and reads no endless answer. */
export function boundAnswers(mostBytes) {
  return {
    onFetch({ fetchFn, setFetchFn }) {
      setFetchFn(async (url, options, context, info) =>
        bounded(await fetchFn(url, { ...options, redirect: "error" }, context, info), mostBytes),
      );
    },
  };
}

async function bounded(response, mostBytes) {
  if (response.body === null) return response;
  const chunks = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`an answer has more than ${mostBytes} bytes`);
  }
  const headers = new Headers(response.headers);
  // It has been decompressed.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const { status, statusText } = response;
  return new Response(chunks.length === 0 ? null : Buffer.concat(chunks), { status, statusText, headers });
}
