/** The page's own scheme, `weft://app/`: no file:// URL, no server, and headers that fence the page in. */
import { readFile } from 'node:fs/promises';
import type { CustomScheme } from 'electron';
import { findStaticFile } from '../main/serve/static-files.ts';

export const appOrigin = 'weft://app';

/** Registered before the app is ready. Secure and standard, so that the page has an origin; it may not bypass its policy. */
export const appScheme: CustomScheme = {
  scheme: 'weft',
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    codeCache: true,
    bypassCSP: false,
    corsEnabled: false,
    allowServiceWorkers: false,
  },
};

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Answers requests of the scheme from the built page's folder; anything else is 403, 404 or 405. */
export function serveAppScheme(folder: string): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (url.protocol !== 'weft:' || url.host !== 'app') return new Response(null, { status: 403, headers });
    if (request.method !== 'GET') return new Response(null, { status: 405, headers });
    const file = await findStaticFile(folder, url.pathname);
    if (!file) return new Response(null, { status: 404, headers });
    return new Response(new Uint8Array(await readFile(file.path)), {
      headers: { ...headers, 'Content-Type': file.type },
    });
  };
}
