/** The built page's files. Only what lies inside the folder is served, after every link was followed. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

export interface StaticFile {
  readonly path: string;
  readonly type: string;
  readonly bytes: number;
}

/** The file a URL's path names, or undefined. `/` is index.html; anything odd is nothing. */
export async function findStaticFile(folder: string, urlPath: string): Promise<StaticFile | undefined> {
  const name = decodePath(urlPath === '/' ? '/index.html' : urlPath);
  const type = name === undefined ? undefined : types[extname(name)];
  if (name === undefined || type === undefined) return undefined;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name));
    const info = await stat(path);
    return path.startsWith(root + sep) && info.isFile() ? { path, type, bytes: info.size } : undefined;
  } catch {
    return undefined;
  }
}

function decodePath(urlPath: string): string | undefined {
  try {
    const path = decodeURIComponent(urlPath);
    // Separators and dots that survive decoding have no place in the names a build makes.
    const isPlain = /^(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/.test(path) && !path.includes('..');
    return isPlain ? path : undefined;
  } catch {
    return undefined;
  }
}

/** Answers with the file. Built assets carry a hash in their name and may be kept; pages are asked for again. */
export async function sendStaticFile(response: ServerResponse, file: StaticFile, withBody: boolean): Promise<void> {
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.bytes,
    'Cache-Control': file.path.includes(`${sep}assets${sep}`) ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  if (!withBody) {
    response.end();
    return;
  }
  // A reader that goes away in the middle is its own affair.
  await pipeline(createReadStream(file.path), response).catch(() => response.destroy());
}
