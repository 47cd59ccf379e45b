/** The served app against what a network and hostile pages send (reliability: Host, Origin, token, WebSocket, HTTP). */
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startServer } from '../../main/serve/serve.ts';
import { type ServedStudio, startServed } from '../support/studio.ts';
import { get, rawRequest, upgrade } from './raw-request.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
let studio: ServedStudio;
let port: number;
let host: string;
let cookie: string;

beforeAll(async () => {
  const renderer = join(folder, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await writeFile(join(renderer, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(renderer, 'assets', 'app-1a2b.js'), 'export {};');
  await writeFile(join(folder, 'secret.txt'), 'canary');
  await symlink(join(folder, 'secret.txt'), join(renderer, 'link.txt'));
  studio = await startServed({ rendererFolder: renderer });
  port = Number(new URL(studio.origin).port);
  host = `Host: 127.0.0.1:${port}`;
  const signedIn = await get(port, `/?token=${studio.token}`, [host]);
  cookie = `Cookie: ${signedIn.headers['set-cookie']?.split(';')[0]}`;
});

afterAll(async () => {
  await studio.close();
});

test('the token is worth 192 random bits or more', () => {
  expect(Buffer.from(studio.token, 'base64url').length * 8).toBeGreaterThanOrEqual(192);
});

test('the token becomes a strict cookie and leaves the address', async () => {
  const answer = await get(port, `/?token=${studio.token}`, [host]);
  expect(answer.status).toBe(303);
  expect(answer.headers['location']).toBe('/');
  expect(answer.headers['set-cookie']).toMatch(/HttpOnly; SameSite=Strict$/);
  expect(answer.headers['set-cookie']).not.toContain(studio.token);
});

test('a link followed from another site opens the app too', async () => {
  const answer = await get(port, `/?token=${studio.token}`, [host, 'Sec-Fetch-Site: cross-site']);
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('http-equiv="refresh"');
});

test('with the cookie the page and its assets are served, with headers that fence them in', async () => {
  const page = await get(port, '/', [host, cookie]);
  expect(page.status).toBe(200);
  expect(page.body).toContain('<title>page</title>');
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  expect(page.headers['referrer-policy']).toBe('no-referrer');
  expect(page.headers['access-control-allow-origin']).toBeUndefined();
  const script = await get(port, '/assets/app-1a2b.js', [host, cookie]);
  expect(script.headers['content-type']).toContain('text/javascript');
});

describe('Host', () => {
  test.each([
    ['a foreign name', (p: number) => [`Host: evil.example:${p}`]],
    ['a foreign name without port', () => ['Host: evil.example']],
    ['no port', () => ['Host: 127.0.0.1']],
    ['a name that begins like ours', (p: number) => [`Host: localhost.evil.example:${p}`]],
    ['a trailing dot', (p: number) => [`Host: localhost.:${p}`]],
    ['user information', (p: number) => [`Host: localhost@evil.example:${p}`]],
    ['a mapped IPv6 address', (p: number) => [`Host: [::ffff:127.0.0.1]:${p}`]],
    ['a decimal address', (p: number) => [`Host: 2130706433:${p}`]],
    ['an octal address', (p: number) => [`Host: 0177.0.0.1:${p}`]],
    ['two of them', (p: number) => [`Host: 127.0.0.1:${p}`, 'Host: evil.example']],
    ['none', () => []],
  ])('%s is refused', async (_, lines) => {
    const answer = await get(port, '/', [...lines(port), cookie]);
    expect([400, 403]).toContain(answer.status);
    expect(answer.body).not.toContain('<title>page</title>');
  });

  test('a rebound name is refused although Host and Origin agree', async () => {
    const answer = await upgrade(port, '/rpc', [
      `Host: rebound.example:${port}`,
      `Origin: http://rebound.example:${port}`,
      cookie,
    ]);
    expect(answer.status).toBe(403);
  });
});

describe('Origin', () => {
  test.each([
    ['foreign', () => 'https://evil.example'],
    ['null', () => 'null'],
    ['a name that begins like ours', (p: number) => `http://127.0.0.1.evil.example:${p}`],
    ['another port', (p: number) => `http://127.0.0.1:${p + 1}`],
    ['another scheme', (p: number) => `https://127.0.0.1:${p}`],
    ['a file', () => 'file://'],
  ])('%s is refused for pages and sockets', async (_, origin) => {
    const line = `Origin: ${origin(port)}`;
    expect((await get(port, '/', [host, cookie, line])).status).toBe(403);
    expect((await upgrade(port, '/rpc', [host, cookie, line])).status).toBe(403);
  });
});

describe('WebSocket', () => {
  const ours = () => `Origin: http://127.0.0.1:${port}`;
  test('our own page with its cookie is let in', async () => {
    expect((await upgrade(port, '/rpc', [host, cookie, ours()])).status).toBe(101);
  });
  test('without a token it is refused before anything is exchanged', async () => {
    expect((await upgrade(port, '/rpc', [host, ours()])).status).toBe(401);
  });
  test('a cookie without an Origin is refused', async () => {
    expect((await upgrade(port, '/rpc', [host, cookie])).status).toBe(403);
  });
  test('the bearer token without an Origin is let in', async () => {
    expect((await upgrade(port, '/rpc', [host, `Authorization: Bearer ${studio.token}`])).status).toBe(101);
  });
  test.each(['/', '/rpc/', '/rpc?x=1', '//rpc', '/other'])('path %s is not upgraded', async (path) => {
    expect((await upgrade(port, path, [host, cookie, ours()])).status).toBe(404);
  });
  test('a sub-protocol is refused', async () => {
    expect((await upgrade(port, '/rpc', [host, cookie, ours(), 'Sec-WebSocket-Protocol: evil'])).status).toBe(400);
  });
  test('a message beyond the limit ends the socket, not the server', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
      headers: { Authorization: `Bearer ${studio.token}` },
    });
    await new Promise((resolve) => socket.once('open', resolve));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.send(Buffer.alloc(17 * 1024 * 1024));
    expect(await closed).toBe(1009);
    expect((await studio.client.app.info()).mode).toBe('test');
  });
});

describe('token', () => {
  test.each([
    ['empty', () => ''],
    ['a prefix', (token: string) => token.slice(0, -1)],
    ['the wrong case', (token: string) => (token === token.toLowerCase() ? token.toUpperCase() : token.toLowerCase())],
    ['a longer one', (token: string) => `${token}A`],
  ])('%s is refused', async (_, make) => {
    const wrong = make(studio.token);
    expect((await get(port, `/?token=${wrong}`, [host])).status).toBe(401);
    expect((await upgrade(port, '/rpc', [host, `Authorization: Bearer ${wrong}`])).status).toBe(401);
  });
  test('a made-up cookie is refused', async () => {
    expect((await get(port, '/', [host, `Cookie: weft-${port}=${'a'.repeat(43)}`])).status).toBe(401);
  });
});

describe('HTTP', () => {
  test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'])(
    '%s without a token gets nothing on any route',
    async (method) => {
      for (const path of ['/', '/index.html', '/assets/app-1a2b.js', '/rpc', '/nothing']) {
        const answer = await rawRequest(port, [
          `${method} ${path} HTTP/1.1`,
          host,
          'Content-Length: 0',
          'Connection: close',
        ]);
        expect([400, 401, 405]).toContain(answer.status);
        expect(answer.body).not.toContain('<title>page</title>');
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    },
  );
  test('a form sent by another page changes nothing', async () => {
    const answer = await rawRequest(port, [
      'POST / HTTP/1.1',
      host,
      cookie,
      'Content-Type: text/plain',
      'Content-Length: 2',
      'Connection: close',
      '',
      '{}',
    ]);
    expect(answer.status).toBe(405);
  });
  test('a method override is ignored', async () => {
    expect((await get(port, '/', [host, cookie, 'X-HTTP-Method-Override: DELETE'])).status).toBe(200);
  });
  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/%00/../secret.txt',
    '/link.txt',
    '//etc/passwd',
    '/assets/',
    '/.hidden.txt',
    '/%zz',
  ])('path %s leads nowhere', async (path) => {
    const answer = await get(port, path, [host, cookie]);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).not.toContain('canary');
  });
  test('an absolute target is not a page of ours', async () => {
    const answer = await rawRequest(port, ['GET http://evil.example/ HTTP/1.1', host, cookie, 'Connection: close']);
    expect(answer.status).toBe(404);
  });
});

test('beyond loopback the server starts only when the person says that plain HTTP is wanted', async () => {
  await expect(startServer({ host: '0.0.0.0', home: folder })).rejects.toThrow(/--plain-http/);
});

test('idle sockets without a token are closed', async () => {
  const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  // Half a request: the connection is open and says nothing more.
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\n');
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve).resume())));
  expect((await studio.client.app.info()).mode).toBe('test');
});

test('wrong tokens wait longer and longer, the right one does not', async () => {
  for (let guess = 0; guess < 6; guess++) await get(port, `/?token=wrong${guess}`, [host]);
  const answered: string[] = [];
  const ask = async (token: string) => {
    await get(port, `/?token=${token}`, [host]);
    answered.push(token);
  };
  await Promise.all([ask('wrong'), ask(studio.token)]);
  expect(answered).toEqual([studio.token, 'wrong']);
});
