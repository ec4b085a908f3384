// Plain HTTP to the program by address, with nothing in between that would tidy a request up.
import http from "node:http";
import net from "node:net";

export type Side = "commons" | "room";

export interface Target {
  /** Where the program listens. */
  address: string;
  port: number;
}

export interface Ask {
  side?: Side;
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** `false` leaves the header out; by default a request that changes something comes from its own origin. */
  origin?: string | false;
  /** `name=value; name=value` */
  cookie?: string | undefined;
}

export interface Reply {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
  text: string;
}

/** The `Host` of a side; browsers resolve `*.localhost` to the loopback address. */
export const hostOf = (side: Side, port: number): string =>
  side === "room" ? `room.alongside.localhost:${port}` : `alongside.localhost:${port}`;

export const originOf = (side: Side, port: number): string => `http://${hostOf(side, port)}`;

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** Asks once and waits for the whole reply. Rejects when the connection breaks. */
export function ask(target: Target, what: Ask): Promise<Reply> {
  const side = what.side ?? "commons";
  const method = what.method ?? "GET";
  const headers: Record<string, string> = { host: hostOf(side, target.port), ...what.headers };
  const origin = what.origin ?? (method === "GET" || method === "HEAD" ? false : originOf(side, target.port));
  if (origin !== false) headers.origin ??= origin;
  if (what.cookie) headers.cookie = what.cookie;
  const body = what.body === undefined ? undefined : Buffer.from(what.body as Uint8Array);
  if (body) headers["content-length"] ??= String(body.length);
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: target.address, port: target.port, method, path: what.path, headers, agent, setHost: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", reject);
        response.on("end", () => {
          const whole = Buffer.concat(parts);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: whole,
            text: whole.toString("utf8"),
          });
        });
      },
    );
    // A program that has read enough may answer and close while the rest is still being sent.
    request.on("error", (error) => setTimeout(() => reject(error), 50));
    request.end(body);
  });
}

/** Sends exactly these bytes and returns whatever comes back until the other side closes or `ms` have passed. */
export function sendBytes(target: Target, bytes: string | Uint8Array, ms = 3000): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = net.connect(target.port, target.address, () => socket.write(bytes));
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(parts).toString("latin1"));
    };
    const timer = setTimeout(done, ms);
    socket.on("data", (part) => parts.push(part));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      clearTimeout(timer);
      done();
    });
  });
}

/** The cookies that a reply sets, as a `Cookie` header would send them back. */
export const cookiesOf = (reply: Reply): string =>
  (reply.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
