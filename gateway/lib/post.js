import { Buffer } from "node:buffer";
import http from "node:http";
import https from "node:https";

// Connections are kept, since opening one takes longer than most answers.
const AGENTS = {
  "http:": new http.Agent({ keepAlive: true }),
  "https:": new https.Agent({ keepAlive: true }),
};

/**
 * Posts a GraphQL request; resolves with the result and the headers of the answer. Rejects what is no result or has too many
 * bytes, and follows no redirect.
 */
export async function post(address, { headers, body, signal, mostBytes }) {
  const url = new URL(address);
  const options = {
    method: "POST",
    agent: AGENTS[url.protocol],
    signal,
    headers: {
      ...headers,
      "content-type": "application/json",
      accept: "application/json",
      "content-length": Buffer.byteLength(body),
    },
  };
  // A kept connection may be closed by the other side just when it is used; whatever is posted here only asks.
  const response = await sent(url, options, body).catch((error) => {
    if (!error.wasKept) throw error;
    return sent(url, options, body);
  });
  const text = await textOf(response, mostBytes);
  return { result: resultOf(text, response.statusCode), answered: response.headers };
}

function sent(url, options, body) {
  const { request } = url.protocol === "https:" ? https : http;
  const asked = request(url, options);
  return new Promise((resolve, reject) => {
    asked.once("response", resolve);
    asked.once("error", (error) => {
      const wasKept = asked.reusedSocket && error.code === "ECONNRESET";
      reject(Object.assign(error, { wasKept }));
    });
    asked.end(body);
  });
}

function textOf(response, mostBytes) {
  return new Promise((resolve, reject) => {
    const chunks = [];
    let bytes = 0;
    response.on("data", (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > mostBytes) response.destroy(new Error(`an answer has more than ${mostBytes} bytes`));
    });
    response.once("end", () => resolve(Buffer.concat(chunks).toString()));
    response.once("error", reject);
  });
}

function resultOf(text, status) {
  let result = null;
  try {
    result = JSON.parse(text);
  } catch {
    // What is no JSON is no result, either.
  }
  if (result?.data || Array.isArray(result?.errors)) return result;
  throw new Error(`no result, with status ${status}: ${text.slice(0, 200)}`);
}
