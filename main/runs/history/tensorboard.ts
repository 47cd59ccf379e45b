/**
 * The history of a run as TensorBoard's event files: TFRecords (length, checksum, data, checksum) that hold `Event`
 * messages, in folders `train` and `validation` as Keras' TensorBoard callback lays them, under its names: `epoch_loss`
 * by epoch, `batch_loss` by step. Epochs and steps count from 1, as everywhere in the studio.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { crc32c } from '@node-rs/crc32';
import type { HistoryRow, RunHistory } from './run-history.ts';

/** Fields of tensorflow.Event, tensorflow.Summary and tensorflow.Summary.Value. */
const eventField = { wallTime: 1, step: 2, fileVersion: 3, summary: 5 } as const;
const summaryField = { value: 1 } as const;
const valueField = { tag: 1, simpleValue: 2 } as const;
const validationPrefix = 'val_';

interface Scalar {
  readonly tag: string;
  readonly value: number;
}

/** File contents by path, such as `train/events.out.tfevents.1700000000.run-3`; a part without figures has no file. */
export function tensorBoardFiles(history: RunHistory, name: string): Readonly<Record<string, Uint8Array<ArrayBuffer>>> {
  const isValidation = (figure: string): boolean => figure.startsWith(validationPrefix);
  const scalars = (row: HistoryRow, prefix: string, validation: boolean): readonly Scalar[] =>
    Object.entries(row.figures)
      .filter(([figure]) => isValidation(figure) === validation)
      .map(([figure, value]) => ({
        tag: prefix + (validation ? figure.slice(validationPrefix.length) : figure),
        value,
      }));
  const parts = {
    train: [
      ...history.steps.map((row) => ({ at: row.at, step: row.step, scalars: scalars(row, 'batch_', false) })),
      ...history.epochs.map((row) => ({ at: row.at, step: row.epoch, scalars: scalars(row, 'epoch_', false) })),
    ],
    validation: history.epochs.map((row) => ({ at: row.at, step: row.epoch, scalars: scalars(row, 'epoch_', true) })),
  };
  return Object.fromEntries(
    Object.entries(parts).flatMap(([part, events]) => {
      const told = events.filter((event) => event.scalars.length > 0).sort((a, b) => a.at - b.at);
      const [first] = told;
      if (!first) return [];
      const records = [versionEvent(first.at), ...told.map(scalarEvent)].map(record);
      const seconds = Math.floor(first.at / 1000);
      return [[`${part}/events.out.tfevents.${seconds}.${name}`, joined(records)]];
    }),
  );
}

function versionEvent(at: number): Uint8Array {
  return new BinaryWriter()
    .tag(eventField.wallTime, WireType.Bit64)
    .double(at / 1000)
    .tag(eventField.fileVersion, WireType.LengthDelimited)
    .string('brain.Event:2')
    .finish();
}

function scalarEvent({ at, step, scalars }: { at: number; step: number; scalars: readonly Scalar[] }): Uint8Array {
  const writer = new BinaryWriter()
    .tag(eventField.wallTime, WireType.Bit64)
    .double(at / 1000)
    .tag(eventField.step, WireType.Varint)
    .int64(step);
  writer.tag(eventField.summary, WireType.LengthDelimited).fork();
  for (const { tag, value } of scalars) {
    writer.tag(summaryField.value, WireType.LengthDelimited).fork();
    writer.tag(valueField.tag, WireType.LengthDelimited).string(tag);
    // The writer refuses finite numbers that single precision cannot hold; they are infinite there.
    writer.tag(valueField.simpleValue, WireType.Bit32).float(Math.fround(value)).join();
  }
  return writer.join().finish();
}

/** Length in 8 bytes, its masked checksum, the data, theirs. */
function record(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + 4 + data.length + 4);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return bytes;
}

/** TensorFlow stores checksums turned and shifted, so that checksums of data with checksums in them stay sound. */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes);
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
