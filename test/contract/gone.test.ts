/** A page that closes in the middle of its calls is no fault: the other side ends them and writes nothing. */
import { expect, test, vi } from 'vitest';
import { clientOn } from '../../main/process/client-port.ts';
import { createPortPair } from '../../main/process/port.ts';
import { servePort } from '../../main/process/serve-port.ts';
import { type EchoContract, echoRouter } from './echo-router.ts';

test('a caller who goes away leaves nothing in the log; a fault still does', async () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  const router = echoRouter();
  const [port, server] = createPortPair();
  servePort(router, server);
  const client = clientOn<EchoContract>(port);
  const [otherPort, otherServer] = createPortPair();
  servePort(router, otherServer);
  const other = clientOn<EchoContract>(otherPort);
  const open = async () => (await other.open({})).streams;

  const stopped = new AbortController();
  client.wait({}, { signal: stopped.signal }).catch(() => {});
  client.wait({}).catch(() => {});
  const stream = await client.listen({});
  await stream.next();
  stream.next().catch(() => {});
  await expect.poll(open).toBe(3);
  stopped.abort();
  await expect.poll(open).toBe(2);
  port.close();
  await expect.poll(open).toBe(0);
  // What was thrown has travelled through every layer by the time another call is answered.
  await other.say({ text: 'still here' });
  expect(written.mock.calls).toEqual([]);

  await expect(other.fail({ how: 'unexpected' })).rejects.toThrow();
  expect(written).toHaveBeenCalledTimes(1);
  otherPort.close();
  written.mockRestore();
});
