// Stands between browser and program on the same port (127.0.0.1 before 127.0.0.2), writes down every byte of every
// request and reply, and can break the connection where a test wants it broken.
import http from "node:http";
import type { AddressInfo } from "node:net";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import type { Target } from "./http.ts";

export interface Exchange {
  method: string;
  host: string;
  path: string;
  requestHeaders: string;
  requestBody: Buffer;
  status: number;
  responseHeaders: string;
  /** As it went over the wire. */
  responseBody: Buffer;
  /** Decoded. */
  response: Buffer;
}

/**
 * `pass`; `lose-request`: the program never sees it; `lose-reply`: the program has done it, and the browser never
 * learns; `cut`: the line breaks in the middle of the request, for both.
 */
export type Fault = "pass" | "lose-request" | "lose-reply" | "cut";

const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding"]);

const lines = (raw: string[]): string => {
  let text = "";
  for (let i = 0; i < raw.length; i += 2) text += `${raw[i]}: ${raw[i + 1]}\r\n`;
  return text;
};

const forward = (raw: string[]): string[] => {
  const out: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i];
    const value = raw[i + 1];
    if (name !== undefined && value !== undefined && !HOP_BY_HOP.has(name.toLowerCase()))
      out.push(name, value);
  }
  return out;
};

function decode(body: Buffer, encoding: string | undefined): Buffer {
  if (body.length === 0) return body;
  if (encoding === "br") return brotliDecompressSync(body);
  if (encoding === "gzip") return gunzipSync(body);
  if (encoding === "deflate") return inflateSync(body);
  if (encoding === undefined || encoding === "identity") return body;
  throw new Error(`a content encoding that this test cannot read: ${encoding}`);
}

async function read(stream: http.IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

export class Wire {
  readonly exchanges: Exchange[] = [];
  /** How many requests were cut in the middle. */
  broken = 0;
  /** Decides about each request; reset it when done. */
  fault: (method: string, path: string) => Fault = () => "pass";
  private readonly server: http.Server;
  private readonly agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  private constructor(private readonly behind: Target) {
    this.server = http.createServer((request, reply) => {
      this.carry(request, reply).catch(() => reply.destroy());
    });
    this.server.keepAliveTimeout = 60_000;
  }

  static async before(behind: Target): Promise<Wire> {
    const wire = new Wire(behind);
    await new Promise<void>((done, fail) => {
      wire.server.once("error", fail);
      wire.server.listen(behind.port, "127.0.0.1", done);
    });
    return wire;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private async carry(request: http.IncomingMessage, reply: http.ServerResponse): Promise<void> {
    const { method = "GET", url: path = "/" } = request;
    const fault = this.fault(method, path);
    if (fault === "cut") return this.cut(request);
    const requestBody = await read(request);
    if (fault === "lose-request") {
      request.socket.destroy();
      return;
    }
    const response = await this.pass(request, requestBody);
    const responseBody = await read(response);
    this.exchanges.push({
      method,
      path,
      host: request.headers.host ?? "",
      requestHeaders: lines(request.rawHeaders),
      requestBody,
      status: response.statusCode ?? 0,
      responseHeaders: lines(response.rawHeaders),
      responseBody,
      response: decode(responseBody, response.headers["content-encoding"]),
    });
    if (fault === "lose-reply") {
      request.socket.destroy();
      return;
    }
    reply.writeHead(response.statusCode ?? 502, response.statusMessage, forward(response.rawHeaders));
    reply.end(responseBody);
  }

  /** The program has the beginning of the body, and then nothing. */
  private cut(request: http.IncomingMessage): void {
    const { address: host, port } = this.behind;
    const { method, url: path } = request;
    const headers = forward(request.rawHeaders);
    const onward = http.request({ host, port, method, path, headers, setHost: false });
    onward.on("error", () => undefined);
    request.on("error", () => undefined);
    request.once("data", (part: Buffer) => {
      onward.write(part, () => {
        this.broken += 1;
        onward.destroy();
        request.socket.destroy();
      });
    });
  }

  private pass(request: http.IncomingMessage, body: Buffer): Promise<http.IncomingMessage> {
    const { address, port } = this.behind;
    return new Promise((resolve, reject) => {
      const onward = http.request(
        {
          host: address,
          port,
          method: request.method,
          path: request.url,
          headers: forward(request.rawHeaders),
          agent: this.agent,
          setHost: false,
        },
        resolve,
      );
      onward.on("error", reject);
      onward.end(body);
    });
  }

  /** Everything that went over the wire, as one text to search in for each exchange. */
  record(): { name: string; bytes: Buffer }[] {
    return this.exchanges.map((x) => ({
      name: `traffic: ${x.method} ${x.host}${x.path}`,
      bytes: Buffer.concat([
        Buffer.from(`${x.method} ${x.path}\r\n${x.requestHeaders}\r\n`),
        x.requestBody,
        Buffer.from(`\r\n${x.status}\r\n${x.responseHeaders}\r\n`),
        x.responseBody,
        Buffer.from("\r\n"),
        x.response,
      ]),
    }));
  }
}
