/** Answers requests of the served app: the exchange of the token for a cookie, and the page's files. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, Verdict } from './access.ts';
import { continuePage, notBuiltPage, signInPage } from './pages.ts';
import { findStaticFile, sendStaticFile } from './static-files.ts';

/** `sockets`: WebSocket origins of this server, because not every browser counts them under 'self'. */
const contentSecurityPolicy = (sockets: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...sockets].join(' '),
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

const securityHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), display-capture=()',
};

export interface HttpOptions {
  readonly access: Access;
  readonly rendererFolder: string;
  /** `ws://host:port` of every name this server answers to. */
  readonly socketOrigins: readonly string[];
}

/** Wrong tokens before each further one has to wait, and how long at most. */
const freeGuesses = 5;
const longestWaitMs = 5_000;

export function createRequestHandler({ access, rendererFolder, socketOrigins }: HttpOptions) {
  const policy = contentSecurityPolicy(socketOrigins);
  let wrongTokens = 0;

  async function refuse(response: ServerResponse, verdict: Verdict): Promise<void> {
    if (verdict === 'no-token') sendPage(response, 401, signInPage);
    else
      sendText(
        response,
        403,
        verdict === 'wrong-host' ? 'This host name is not served here.' : 'Requests of other sites are refused.',
      );
  }

  async function signIn(request: IncomingMessage, response: ServerResponse, token: string | null): Promise<void> {
    if (!access.isToken(token)) {
      wrongTokens += 1;
      if (wrongTokens > freeGuesses)
        await wait(Math.min(longestWaitMs, 100 * 2 ** Math.min(10, wrongTokens - freeGuesses)));
      return refuse(response, 'no-token');
    }
    response.setHeader('Set-Cookie', access.startSession());
    if (request.headers['sec-fetch-site'] === 'cross-site') sendPage(response, 200, continuePage);
    else response.writeHead(303, { Location: '/', 'Cache-Control': 'no-store' }).end();
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', policy);
    const origin = access.checkOrigin(request);
    if (origin !== 'allowed') return refuse(response, origin);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendText(response, 405, 'Only GET is answered here.');
    // A target such as `//other` or `http://other/` is not a path of ours.
    const target = request.url ?? '/';
    const query = target.indexOf('?');
    const path = query === -1 ? target : target.slice(0, query);
    const parameters = new URLSearchParams(query === -1 ? '' : target.slice(query + 1));
    if (path === '/' && parameters.has('token')) return signIn(request, response, parameters.get('token'));
    const verdict = access.check(request, 'request');
    if (verdict !== 'allowed') return refuse(response, verdict);
    const file = await findStaticFile(rendererFolder, path);
    if (file) return sendStaticFile(response, file, request.method === 'GET');
    if (path === '/') return sendPage(response, 503, notBuiltPage);
    return sendText(response, 404, 'There is nothing here.');
  };
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }).end(html);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      Connection: 'close',
    })
    .end(text);
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
