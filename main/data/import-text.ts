/** A text file, kept as UTF-8. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Problem, problem } from '../../shared/problem.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { type DatasetMeta, datasetFiles } from './dataset-files.ts';
import { encodingOf, type ImportContext } from './import-table.ts';
import { readAsUtf8 } from './text-encoding.ts';

/** One string holds the text while it is prepared; V8's limit is near 512 million characters. */
const largestText = 256 * 1024 * 1024;

export async function importText(context: ImportContext): Promise<Result<DatasetMeta, Problem[]>> {
  const { name, path, signal } = context;
  const { size } = await stat(path);
  if (size === 0) return failed([problem('data/file-empty', {}, { file: name })]);
  if (size > largestText)
    return failed([problem('data/too-large', { received: size, limit: largestText }, { file: name })]);
  const encoding = await encodingOf(path, size, context.options);
  if (!encoding.ok) return failed([{ ...encoding.problem, file: name }]);
  const stream = createWriteStream(join(context.target, datasetFiles.text));
  let done = 0;
  let nul = -1;
  let lines = 1;
  const read = await readAsUtf8(
    path,
    name,
    encoding.value,
    async (chunk) => {
      if (nul < 0 && chunk.includes(0)) nul = done + chunk.indexOf(0);
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
      done += chunk.length;
      context.onProgress('reading', Math.min(done, size), size);
      if (!stream.write(chunk)) await once(stream, 'drain');
    },
    signal,
  );
  stream.end();
  await once(stream, 'finish');
  if (!read.ok) return failed([read.problem]);
  if (nul >= 0) return failed([problem('data/nul-byte', { offset: nul }, { file: name })]);
  const guessed = encoding.value.guessed
    ? [
        {
          ...problem('data/encoding-guessed', { encoding: encoding.value.encoding }, { file: name }),
          severity: 'warning' as const,
        },
      ]
    : [];
  return ok({
    version: 1,
    info: {
      sha256: context.sha256,
      name,
      bytes: size,
      kind: 'text',
      encoding: encoding.value.encoding,
      rows: lines,
      columns: [],
      problems: guessed,
    },
    table: null,
    addedAt: Date.now(),
  });
}
