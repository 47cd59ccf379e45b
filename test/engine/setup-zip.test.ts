import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';
import { expect, test } from 'vitest';
import { extractZip, listZip } from '../../main/engine/setup/zip.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();

function archive(name: string, files: Zippable): string {
  const path = join(folder, name);
  writeFileSync(path, zipSync(files));
  return path;
}

const text = new TextEncoder().encode('a header\n'.repeat(5000));

test('unpacks what is wanted, in folders, and reports every byte', async () => {
  const path = archive('good.zip', {
    'tensorflow/include/c_api.h': text,
    'tensorflow/stored': [text, { level: 0 }],
    'tensorflow/empty': new Uint8Array(),
    'other.py': text,
  });
  let last: readonly number[] = [];
  const count = await extractZip(
    path,
    join(folder, 'good'),
    (name) => name.startsWith('tensorflow/'),
    (...progress) => (last = progress),
  );
  expect(count).toBe(3);
  expect(last).toEqual([90_000, 90_000]);
  expect(readFileSync(join(folder, 'good/tensorflow/include/c_api.h'))).toEqual(Buffer.from(text));
  expect(readFileSync(join(folder, 'good/tensorflow/stored'))).toEqual(Buffer.from(text));
  expect(statSync(join(folder, 'good/tensorflow/empty')).size).toBe(0);
  expect(() => statSync(join(folder, 'good/other.py'))).toThrow();
});

test('a file that is cut off is named as damaged', async () => {
  const whole = readFileSync(archive('whole.zip', { a: text }));
  const path = join(folder, 'cut.zip');
  writeFileSync(path, whole.subarray(0, whole.length - 30));
  await expect(
    extractZip(
      path,
      join(folder, 'cut'),
      () => true,
      () => undefined,
    ),
  ).rejects.toThrow('no table of contents');
});

test('one wrong byte is found by the check sum', async () => {
  const path = archive('stored.zip', { a: [text, { level: 0 }] });
  const bytes = readFileSync(path);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await expect(
    extractZip(
      path,
      join(folder, 'wrong'),
      () => true,
      () => undefined,
    ),
  ).rejects.toThrow('a fails its check sum');
});

test('a path that leads outside is refused', async () => {
  const path = archive('hostile.zip', { '../outside': text });
  await expect(
    extractZip(
      path,
      join(folder, 'hostile'),
      () => true,
      () => undefined,
    ),
  ).rejects.toThrow('leads outside');
});

test('sizes of zip64 entries are read from their extra field', async () => {
  // Made by hand: one entry whose sizes and offset overflow 32 bits, listed in a zip64 table of contents.
  const name = Buffer.from('big');
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  for (const at of [20, 24, 42]) central.writeUInt32LE(0xffffffff, at);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(28, 30);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  [5_000_000_000n, 4_500_000_000n, 7n].forEach((value, index) => extra.writeBigUInt64LE(value, 4 + index * 8));
  const directory = Buffer.concat([central, name, extra]);
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(BigInt(directory.length), 40);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directory.length), 8);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0xffffffff, 12);
  end.writeUInt32LE(0xffffffff, 16);
  const path = join(folder, 'wide.zip');
  writeFileSync(path, Buffer.concat([directory, end64, locator, end]));
  const file = await open(path);
  expect(await listZip(file)).toMatchObject([
    { name: 'big', size: 5_000_000_000, compressedSize: 4_500_000_000, headerOffset: 7 },
  ]);
  await file.close();
});
