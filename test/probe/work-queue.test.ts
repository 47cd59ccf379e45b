/** One piece of work at a time, shared, and ended with its last asker. */
import { expect, test } from 'vitest';
import { createWorkQueue, WorkEnded } from '../../main/probe/work-queue.ts';

const never = new AbortController().signal;

/** Work that ends when the test says so, or when it is aborted. */
function openWork() {
  const begun: string[] = [];
  const ended: string[] = [];
  const finish = new Map<string, () => void>();
  const work = (name: string) => (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      begun.push(name);
      finish.set(name, () => resolve(name));
      signal.addEventListener('abort', () => {
        ended.push(name);
        reject(signal.reason);
      });
    });
  return { begun, ended, finish, work };
}
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('pieces are done one after the other', async () => {
  const queue = createWorkQueue();
  const { begun, finish, work } = openWork();
  const first = queue.add('a', never, work('a'));
  const second = queue.add('b', never, work('b'));
  await turn();
  expect(begun).toEqual(['a']);
  finish.get('a')?.();
  expect(await first).toBe('a');
  await turn();
  expect(begun).toEqual(['a', 'b']);
  finish.get('b')?.();
  expect(await second).toBe('b');
});

test('who asks for the same shares it; it goes on while one still waits, and ends with the last', async () => {
  const queue = createWorkQueue();
  const { begun, ended, work } = openWork();
  const [one, other] = [new AbortController(), new AbortController()];
  const first = queue.add('a', one.signal, work('a'));
  const second = queue.add('a', other.signal, work('a'));
  await turn();
  expect(begun).toEqual(['a']);
  one.abort(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  expect(ended).toEqual([]);
  other.abort(new Error('gone too'));
  await expect(second).rejects.toThrow('gone too');
  expect(ended).toEqual(['a']);
  // A new asker does not get the piece that was ended.
  void queue.add('a', never, work('a')).catch(() => {});
  await turn();
  expect(begun).toEqual(['a', 'a']);
});

test('what is ended in favour of another never begins, or is broken off', async () => {
  const queue = createWorkQueue();
  const { begun, ended, finish, work } = openWork();
  const first = queue.add('a', never, work('a')).catch((error: unknown) => error);
  const waiting = queue.add('b', never, work('b')).catch((error: unknown) => error);
  const kept = queue.add('c', never, work('c'));
  await turn();
  queue.endOthers('c');
  expect(await first).toBeInstanceOf(WorkEnded);
  expect(await waiting).toBeInstanceOf(WorkEnded);
  await turn();
  expect(ended).toEqual(['a']);
  expect(begun).toEqual(['a', 'c']);
  finish.get('c')?.();
  expect(await kept).toBe('c');
});

test('closing waits until the piece under way has come to its end', async () => {
  const queue = createWorkQueue();
  const { ended, work } = openWork();
  const first = queue.add('a', never, work('a')).catch((error: unknown) => error);
  await turn();
  await queue.close();
  expect(ended).toEqual(['a']);
  expect(await first).toBeInstanceOf(WorkEnded);
});

test('a piece that fails keeps nobody behind it waiting', async () => {
  const queue = createWorkQueue();
  await expect(queue.add('a', never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await queue.add('b', never, () => Promise.resolve(7))).toBe(7);
});
