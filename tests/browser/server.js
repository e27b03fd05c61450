// A plain static server of one folder, as the hosts of sites are: ranges, and what is text goes out packed.
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = /** @type {Record<string, string>} */ ({
  html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", json: "application/json", svg: "image/svg+xml", wasm: "application/wasm",
  png: "image/png", md: "text/markdown; charset=utf-8", txt: "text/plain; charset=utf-8", xml: "application/xml",
});
/** What GitHub Pages packs. */
const PACKED = /text|json|javascript|xml|wasm/;

/**
 * Serves a folder below a path; `sent` lists what went out, as bytes of bodies.
 * @param {string} folder @param {{base?: string, ranges?: boolean}} [options]
 */
export async function serve(folder, { base = "/", ranges = true } = {}) {
  /** @type {{path: string, bytes: number}[]} */
  const sent = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    let file = path.startsWith(base) ? normalize(join(folder, path.slice(base.length))) : "";
    if (file.startsWith(folder) && existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    if (!file.startsWith(folder) || !existsSync(file)) {
      const lost = join(folder, "404.html");
      return void response.writeHead(404, { "content-type": TYPES["html"] }).end(existsSync(lost) ? readFileSync(lost) : "not found");
    }
    const type = TYPES[file.split(".").pop() ?? ""] ?? "application/octet-stream";
    const bytes = readFileSync(file);
    const range = ranges && /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    let body = range ? bytes.subarray(Number(range[1]), Number(range[2]) + 1) : bytes;
    /** @type {Record<string, string>} */
    const headers = { "content-type": type };
    if (range) headers["content-range"] = `bytes ${range[1]}-${range[2]}/${bytes.length}`;
    else if (PACKED.test(type) && request.headers["accept-encoding"]?.includes("gzip")) {
      headers["content-encoding"] = "gzip";
      body = gzipSync(bytes);
    }
    sent.push({ path: path.slice(base.length), bytes: body.length });
    response.writeHead(range ? 206 : 200, headers).end(body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { origin: `http://127.0.0.1:${port}`, sent, close: () => server.close() };
}
