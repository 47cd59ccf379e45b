/** Served mode: the same page and core over HTTP and one WebSocket, for a browser on this machine. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { type Core, createCore } from '../core.ts';
import type { StartEngine } from '../process/engine-process.ts';
import { forkData, forkEngine } from '../process/fork-engine.ts';
import { packageVersion } from '../process/package-version.ts';
import { portOfWebSocket } from '../process/port.ts';
import { corePaths } from '../projects/paths.ts';
import { type Access, createAccess } from './access.ts';
import { createRequestHandler } from './http.ts';

export interface ServeOptions {
  /** 0 or absent: any free port. */
  readonly port?: number;
  /** Absent: loopback only. */
  readonly host?: string;
  /** Needed for any other host: everybody on the way can then read what is sent, the token too. */
  readonly plainHttp?: boolean;
  readonly engine?: EngineChoice;
  /** The data folder; absent: `WEFT_HOME`, or the usual place of this system. */
  readonly home?: string;
  /** The built page; absent: `dist/renderer` of this installation. */
  readonly rendererFolder?: string;
  /** `host:port` values under which a reverse proxy shows the app, beside our own. */
  readonly publicHosts?: readonly string[];
  readonly startEngine?: StartEngine;
  readonly mode?: 'served' | 'test';
}

export interface Served {
  /** The address with the token in its query; opening it once sets a cookie and leaves a clean address. */
  readonly url: string;
  /** The address without the token. */
  readonly origin: string;
  readonly token: string;
  close(): Promise<void>;
}

/** One chunk of an upload is 4 MiB; a project document may be larger, more than this is refused while it arrives. */
const maxMessageBytes = 16 * 1024 * 1024;
const loopback = '127.0.0.1';

const loopbackHosts: readonly string[] = [loopback, 'localhost', '::1'];

/** Starts the server. Rejects when the port is taken, and for a host beyond this machine without `plainHttp`. */
export async function startServer(options: ServeOptions = {}): Promise<Served> {
  const host = options.host ?? loopback;
  if (!loopbackHosts.includes(host) && options.plainHttp !== true) {
    throw new Error(
      `Listening on ${host} lets the network read everything that is sent, the token too. Use an SSH tunnel to this machine, or add --plain-http to do it all the same.`,
    );
  }
  const server = createServer({
    connectionsCheckingInterval: 2_000,
    headersTimeout: 8_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 5_000,
  });
  server.maxConnections = 2_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => resolve());
  });
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a string
  const ownHosts = [...new Set([loopback, 'localhost', '[::1]', bracketed(host)])].map((name) => `${name}:${port}`);
  const publicHosts = options.publicHosts ?? [];
  const access = createAccess({
    hosts: [...ownHosts, ...publicHosts],
    origins: [...ownHosts.map((name) => `http://${name}`), ...publicHosts.map((name) => `https://${name}`)],
    cookieName: `weft-${port}`,
  });
  const core = createCore({
    paths: corePaths(options.home),
    startEngine: options.startEngine ?? forkEngine(),
    startData: forkData,
    now: Date.now,
    version: packageVersion(),
    mode: options.mode ?? 'served',
    engine: options.engine ?? 'auto',
  });
  const handle = createRequestHandler({
    access,
    rendererFolder: options.rendererFolder ?? installedRenderer,
    // A policy cannot name IPv6 addresses; there 'self' has to do.
    socketOrigins: [...ownHosts.map((name) => `ws://${name}`), ...publicHosts.map((name) => `wss://${name}`)].filter(
      (name) => !name.includes('['),
    ),
  });
  server.on('request', (request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  const sockets = acceptSockets(access, core);
  server.on('upgrade', sockets.upgrade);
  server.on('clientError', (_, socket) => socket.destroy());
  const origin = `http://${bracketed(host)}:${port}`;
  return {
    origin,
    token: access.token,
    url: `${origin}/?token=${access.token}`,
    close: async () => {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await core.close();
    },
  };
}

function acceptSockets(access: Access, core: Core) {
  // Deflate stays off: a small frame must not become a large one in our memory.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false });
  return {
    upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      socket.on('error', () => socket.destroy());
      const verdict = access.check(request, 'upgrade');
      if (verdict !== 'allowed')
        return refuseUpgrade(socket, verdict === 'no-token' ? '401 Unauthorized' : '403 Forbidden');
      if (request.url !== '/rpc') return refuseUpgrade(socket, '404 Not Found');
      if (request.headers['sec-websocket-protocol'] !== undefined) return refuseUpgrade(socket, '400 Bad Request');
      sockets.handleUpgrade(request, socket, head, (webSocket) => core.serve(portOfWebSocket(webSocket)));
    },
    close: () => {
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
    },
  };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

const installedRenderer = fileURLToPath(new URL('../../dist/renderer', import.meta.url));
