/** Every call of the studio contract, found in the contract itself: junk is refused by the schema and disturbs nothing. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { studioContract } from '../../shared/contract/studio.ts';
import { type ServedStudio, startServed } from '../support/studio.ts';

let studio: ServedStudio;
let socket: WebSocket;
const answers = new Map<string, (answer: Answer) => void>();

interface Answer {
  readonly s?: number;
  readonly b?: unknown;
}

beforeAll(async () => {
  studio = await startServed();
  socket = new WebSocket(`${studio.origin.replace('http', 'ws')}/rpc`, {
    headers: { Authorization: `Bearer ${studio.token}` },
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.on('message', (data: Buffer) => {
    const { i: id, p: answer } = JSON.parse(data.toString('utf8')) as { i: string; p: Answer };
    answers.get(id)?.(answer);
  });
});
afterAll(async () => {
  socket.terminate();
  await studio.close();
});

let lastId = 0;
/** Sends a call as text, so that no client of ours looks at it first. `input` is JSON; undefined: no input at all. */
function call(path: string, input: string | undefined): Promise<Answer> {
  lastId += 1;
  const id = `call-${lastId}`;
  const body = input === undefined ? '' : `,"b":{"json":${input}}`;
  return new Promise((resolve) => {
    answers.set(id, resolve);
    socket.send(`{"i":"${id}","p":{"u":"/${path}"${body}}}`);
  });
}

interface Declared {
  readonly '~orpc': { readonly inputSchema?: unknown };
}
const calls = Object.entries(studioContract).flatMap(([family, members]) =>
  Object.entries(members as Record<string, Declared>).map(([name, declared]) => ({
    path: `${family}/${name}`,
    hasInput: declared['~orpc'].inputSchema !== undefined,
  })),
);
const withInput = calls.filter(({ hasInput }) => hasInput);

const junk: readonly (readonly [string, string | undefined])[] = [
  ['nothing', undefined],
  ['null', 'null'],
  ['a number', '7'],
  ['a long text', JSON.stringify('x'.repeat(100_000))],
  ['a list', '[1,2,3]'],
  ['an empty object', '{}'],
  ['prototype keys', '{"__proto__":{"id":"x"},"constructor":{"prototype":{}}}'],
  ['deep nesting', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  [
    'paths for ids',
    '{"id":"../../etc/passwd","runId":"../x","sha256":"..","uploadId":"","projectId":"/","clientId":"","template":5}',
  ],
  [
    'wrong types',
    '{"id":1,"runId":{},"doc":[],"file":"no blob","bytes":-1,"name":5,"offset":"x","limit":1e9,"clientId":9,"template":[]}',
  ],
];

test('the contract has its calls', () => {
  expect(calls.length).toBeGreaterThan(30);
  expect(withInput.length).toBeGreaterThan(20);
});

describe.each(withInput)('$path', ({ path }) => {
  test.each(junk)('%s', async (_, input) => {
    const answer = await call(path, input);
    expect(answer.s).toBe(400);
    expect(answer.b).toMatchObject({ json: { code: 'STUDIO', data: { code: 'call/invalid' } } });
  });
});

test.each([
  '',
  'constructor',
  '__proto__',
  'project/__proto__',
  'project/constructor',
  'project/toString',
  'run/start/call',
  'nothing',
])('there is no call "%s"', async (path) => expect((await call(path, '{}')).s).toBe(404));

test('thousands of broken messages disturb nobody', async () => {
  for (let message = 0; message < 3_000; message++) socket.send(broken(message));
  expect((await studio.client.app.info()).mode).toBe('test');
  expect((await call('app/info', undefined)).b).toMatchObject({ json: { mode: 'test' } });
});

/** Envelopes that are almost right, cut off, of the wrong kind, or bytes; the same ones every time. */
function broken(seed: number): string | Uint8Array {
  const whole = `{"i":"b${seed}","p":{"u":"/project/open","b":{"json":{"id":"x","clientId":"c","takeOver":false}}}}`;
  switch (seed % 6) {
    case 0:
      return whole.slice(0, (seed * 31) % whole.length);
    case 1:
      return whole.replace('project/open', `${'../'.repeat(seed % 9)}project`);
    case 2:
      return `{"i":"b${seed}","t":${seed % 9},"p":{"e":"message"}}`;
    case 3:
      return Uint8Array.from({ length: seed % 300 }, (_, index) => (index * seed) % 256);
    case 4:
      return `{"i":"b${seed}","p":{"u":"http://[","h":{"content-type":"multipart/form-data; boundary=x"}}}`;
    default:
      return '['.repeat(seed % 2_000);
  }
}
