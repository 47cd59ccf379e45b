/** One suite over every transport: the same calls, errors, streams, blobs and figures must come through each of them. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { fromFigure } from '../../shared/contract/figures.ts';
import { clientOn } from '../../main/process/client-port.ts';
import { createPortPair, type Port, portOfProcess, portOfWebSocket } from '../../main/process/port.ts';
import { toProblem } from '../../main/process/errors.ts';
import { servePort } from '../../main/process/serve-port.ts';
import { type EchoContract, echoRouter } from './echo-router.ts';

interface Connection {
  readonly port: Port;
  close(): Promise<void> | void;
}

const transports: Record<string, () => Promise<Connection>> = {
  MessageChannel: async () => {
    const [port, server] = createPortPair();
    servePort(echoRouter(), server);
    return { port, close: () => port.close() };
  },
  fork: async () => {
    const child = fork(fileURLToPath(new URL('./echo-process.ts', import.meta.url)), [], {
      serialization: 'advanced',
      execArgv: [],
    });
    return { port: portOfProcess(child), close: () => void child.kill('SIGKILL') };
  },
  WebSocket: async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    server.on('connection', (socket) => servePort(echoRouter(), portOfWebSocket(socket)));
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const socket = new WebSocket(`ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
    await new Promise((resolve) => socket.once('open', resolve));
    return {
      port: portOfWebSocket(socket),
      close: async () => {
        socket.terminate();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
};

describe.each(Object.keys(transports))('over %s', (name) => {
  let connection: Connection;
  let client: ContractRouterClient<EchoContract>;
  beforeAll(async () => {
    const open = transports[name];
    if (!open) throw new Error(name);
    connection = await open();
    client = clientOn<EchoContract>(connection.port);
  });
  afterAll(() => connection.close());

  test('a call is answered', async () => {
    expect(await client.say({ text: '你好' })).toEqual({ text: '你好' });
  });

  test('an expected failure arrives as its problem', async () => {
    const error = await client.fail({ how: 'expected' }).catch((reason: unknown) => reason);
    expect(toProblem(error)).toEqual({ code: 'run/not-found', severity: 'error', details: { id: 'run-1' } });
  });

  test('an unexpected failure tells neither message nor path', async () => {
    const error = await client.fail({ how: 'unexpected' }).catch((reason: unknown) => reason);
    expect(toProblem(error).code).toBe('internal/unexpected');
    expect(JSON.stringify(error)).not.toContain('secret');
  });

  test('a wrong input is refused by the name of its field', async () => {
    const wrong: { text: string } = JSON.parse('{"text": 7}');
    const error = await client.say(wrong).catch((reason: unknown) => reason);
    expect(toProblem(error)).toMatchObject({ code: 'call/invalid' });
    expect(String(toProblem(error).details['reason'])).toContain('text');
  });

  test('a stream ends on the other side when its reader stops', async () => {
    const seen: number[] = [];
    for await (const { count } of await client.count({ until: 1_000_000 })) {
      seen.push(count);
      if (seen.length === 5) break;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    await expect.poll(async () => (await client.open({})).streams).toBe(0);
  });

  test('a stream that fails half-way gives its problem', async () => {
    const seen: number[] = [];
    const read = async () => {
      for await (const { count } of await client.count({ until: 10, failAt: 3 })) seen.push(count);
    };
    const error = await read().catch((reason: unknown) => reason);
    expect(seen).toEqual([1, 2]);
    expect(toProblem(error).code).toBe('training/out-of-memory');
  });

  test('bytes travel as a Blob, both ways', async () => {
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, index) => index % 256);
    const { file } = await client.reverse({ file: new Blob([bytes]) });
    const back = new Uint8Array(await file.arrayBuffer());
    expect(back.length).toBe(bytes.length);
    expect(back[0]).toBe(bytes[bytes.length - 1]);
    expect(Buffer.from(back).reverse().equals(Buffer.from(bytes))).toBe(true);
  });

  test('an empty Blob stays one', async () => {
    const { file } = await client.reverse({ file: new Blob([]) });
    expect(file.size).toBe(0);
  });

  test('figures that diverge survive', async () => {
    const { figures } = await client.figures({});
    expect(figures.map(fromFigure)).toEqual([0.25, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
  });

  test('garbage does not end the other side', async () => {
    for (const garbage of [
      '',
      'null',
      '{',
      '[]',
      '{"i":1}',
      '{"i":"9","p":{"u":"/__proto__/constructor"}}',
      new Uint8Array([255, 0, 1]),
    ]) {
      await connection.port.postMessage(garbage);
    }
    expect(await client.say({ text: 'still there' })).toEqual({ text: 'still there' });
  });
});
