/** A small contract with everything the real ones use. */
import { eventIterator, oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import { z } from 'zod';
import { figureSchema, toFigure } from '../../shared/contract/figures.ts';
import { problemSchema, StudioError } from '../../shared/problem.ts';
import { portErrors } from '../../main/process/errors.ts';

const call = oc.errors({ STUDIO: { status: 400, data: problemSchema } });
const echoContract = {
  say: call.input(z.object({ text: z.string() })).output(z.object({ text: z.string() })),
  fail: call.input(z.object({ how: z.enum(['expected', 'unexpected']) })).output(z.object({})),
  count: call
    .input(z.object({ until: z.number(), failAt: z.number().optional() }))
    .output(eventIterator(z.object({ count: z.number() }))),
  wait: call.input(z.object({})).output(z.object({})),
  listen: call.input(z.object({})).output(eventIterator(z.object({ count: z.number() }))),
  open: call.input(z.object({})).output(z.object({ streams: z.number() })),
  reverse: call.input(z.object({ file: z.instanceof(Blob) })).output(z.object({ file: z.instanceof(Blob) })),
  figures: call.input(z.object({})).output(z.object({ figures: z.array(figureSchema) })),
};
export type EchoContract = typeof echoContract;

export function echoRouter() {
  let streams = 0;
  const os = implement(echoContract).use(portErrors);
  async function* count(until: number, failAt: number | undefined) {
    streams += 1;
    try {
      for (let value = 1; value <= until; value++) {
        if (value === failAt) throw new StudioError('training/out-of-memory', {});
        yield { count: value };
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    } finally {
      streams -= 1;
    }
  }
  const untilGone = (signal: AbortSignal | undefined): Promise<never> =>
    new Promise((_, reject) => {
      streams += 1;
      signal?.addEventListener('abort', () => {
        streams -= 1;
        reject(signal.reason as Error); // an AbortError unless the other side says otherwise
      });
    });
  async function* listen(signal: AbortSignal | undefined) {
    yield { count: 1 };
    await untilGone(signal);
  }
  return {
    wait: os.wait.handler(({ signal }) => untilGone(signal)),
    listen: os.listen.handler(({ signal }) => listen(signal)),
    say: os.say.handler(({ input }) => input),
    fail: os.fail.handler(({ input }) => {
      if (input.how === 'expected') throw new StudioError('run/not-found', { id: 'run-1' });
      throw new Error('cannot open /home/somebody/secret.txt');
    }),
    count: os.count.handler(({ input }) => count(input.until, input.failAt)),
    open: os.open.handler(() => ({ streams })),
    reverse: os.reverse.handler(async ({ input }) => ({
      file: new Blob([new Uint8Array(await input.file.arrayBuffer()).reverse()]),
    })),
    figures: os.figures.handler(() => ({
      figures: [0.25, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].map(toFigure),
    })),
  };
}
