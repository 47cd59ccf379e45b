/** Runs and everything they told, on disk: what was acknowledged is still there after any crash. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import {
  type EngineEvent,
  engineEventSchema,
  type RunEvent,
  type RunSummary,
  runSummarySchema,
} from '../../shared/contract/run-events.ts';
import type { ProjectId, RunId } from '../../shared/ids.ts';
import { type ProjectDoc, projectDocSchema } from '../../shared/project-doc.ts';
import { openRunDatabase } from './run-database.ts';
import { createRunSteps, type RunSteps, storedBatchesSchema } from './run-steps.ts';

export interface RunStore {
  /** Adds a run with the next number of its project. */
  create(run: Omit<RunSummary, 'number'>, doc: ProjectDoc): RunSummary;
  /** Events and the summary they lead to, in one transaction; `isEnd` waits until the disk has it. */
  append(summary: RunSummary, events: readonly RunEvent[], isEnd: boolean): void;
  /** The document that a run belongs to, and the summary that tells its hash. */
  replaceDocument(summary: RunSummary, doc: ProjectDoc): void;
  get(id: RunId): { readonly run: RunSummary; readonly doc: ProjectDoc } | undefined;
  list(project: ProjectId): RunSummary[];
  /** At most `limit` events after `afterSeq`, in order; batches events up to `batchesAfter` are left out. */
  events(id: RunId, afterSeq: number, limit: number, batchesAfter?: number): RunEvent[];
  /** The last event of all but the newest `steps` steps: what a reader leaves out who wants no more of them. 0: nothing. */
  seqBefore(id: RunId, steps: number): number;
  /** The figures of the training steps. */
  readonly steps: Pick<RunSteps, 'names' | 'count' | 'outline' | 'values'>;
  lastSeq(id: RunId): number;
  /** Runs that a core left without an end. */
  unfinished(): RunSummary[];
  remove(id: RunId): void;
  close(): void;
}

const summaryRow = z.object({ summary: z.string() });
const runRow = z.object({ summary: z.string(), document: z.string() });
const eventRow = z.object({ seq: z.number(), at: z.number(), event: z.string() });
const countRow = z.object({ value: z.number().nullable() });

/** How the stored text of every batches event begins, so that the database can pass over them unread. */
const batchesStart = '{"kind":"batches"';
const batchesPlace = z.object({
  firstStep: z.number(),
  stored: z.record(z.string(), z.number()).optional(),
  figures: z.record(z.string(), z.array(z.unknown())).optional(),
});

/** The last step that a stored batches event tells. */
function lastStepOf(text: string): number {
  const { firstStep, stored = {}, figures = {} } = batchesPlace.parse(JSON.parse(text));
  const counts = [...Object.values(stored), ...Object.values(figures).map((values) => values.length)];
  return firstStep + Math.max(0, ...counts) - 1;
}

/** Runs of earlier versions have the values of their steps in the event itself. */
function readEvent(steps: RunSteps, id: RunId, text: string): EngineEvent {
  const value: unknown = JSON.parse(text);
  const stored = text.startsWith(batchesStart) ? storedBatchesSchema.safeParse(value) : undefined;
  return stored?.success ? steps.take(id, stored.data) : engineEventSchema.parse(value);
}

const readSummary = (row: unknown): RunSummary => runSummarySchema.parse(JSON.parse(summaryRow.parse(row).summary));

export function createRunStore(folder: string, now: () => number): RunStore {
  const database = openRunDatabase(folder, now);
  const steps = createRunSteps(folder);
  const insertRun = database.prepare(
    'INSERT INTO runs (id, project_id, number, status, summary, document) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const updateRun = database.prepare('UPDATE runs SET status = ?, summary = ? WHERE id = ?');
  const updateDocument = database.prepare('UPDATE runs SET summary = ?, document = ? WHERE id = ?');
  const insertEvent = database.prepare('INSERT INTO events (run_id, seq, at, event) VALUES (?, ?, ?, ?)');
  const selectRun = database.prepare('SELECT summary, document FROM runs WHERE id = ?');
  const selectRuns = database.prepare('SELECT summary FROM runs WHERE project_id = ? ORDER BY number');
  const selectUnfinished = database.prepare(
    "SELECT summary FROM runs WHERE status IN ('preparing', 'running', 'paused')",
  );
  const selectEvents = database.prepare(
    `SELECT seq, at, event FROM events WHERE run_id = ? AND seq > ?
     AND (seq > ? OR substr(event, 1, ${batchesStart.length}) <> '${batchesStart}') ORDER BY seq LIMIT ?`,
  );
  const selectNewestBatches = database.prepare(
    `SELECT seq, at, event FROM events WHERE run_id = ? AND substr(event, 1, ${batchesStart.length}) = '${batchesStart}'
     ORDER BY seq DESC`,
  );
  const selectLastSeq = database.prepare('SELECT max(seq) AS value FROM events WHERE run_id = ?');
  const selectLastNumber = database.prepare('SELECT max(number) AS value FROM runs WHERE project_id = ?');
  const deleteRun = database.prepare('DELETE FROM runs WHERE id = ?');

  return {
    create: (run, doc) =>
      inTransaction(database, true, () => {
        const last = countRow.parse(selectLastNumber.get(run.projectId)).value ?? 0;
        const numbered: RunSummary = { ...run, number: last + 1 };
        insertRun.run(
          run.id,
          run.projectId,
          numbered.number,
          run.status,
          JSON.stringify(numbered),
          JSON.stringify(doc),
        );
        return numbered;
      }),
    append: (summary, events, isEnd) =>
      inTransaction(database, isEnd, () => {
        for (const { seq, at, event } of events) {
          const stored = event.kind === 'batches' ? steps.put(summary.id, event) : event;
          insertEvent.run(summary.id, seq, at, JSON.stringify(stored));
        }
        if (isEnd) steps.sync(summary.id);
        updateRun.run(summary.status, JSON.stringify(summary), summary.id);
      }),
    replaceDocument: (summary, doc) =>
      inTransaction(
        database,
        true,
        () => void updateDocument.run(JSON.stringify(summary), JSON.stringify(doc), summary.id),
      ),
    get: (id) => {
      const row = selectRun.get(id);
      return row === undefined
        ? undefined
        : { run: readSummary(row), doc: projectDocSchema.parse(JSON.parse(runRow.parse(row).document)) };
    },
    list: (project) => selectRuns.all(project).map(readSummary),
    events: (id, afterSeq, limit, batchesAfter = 0) =>
      selectEvents.all(id, afterSeq, batchesAfter, limit).map((row) => {
        const { seq, at, event } = eventRow.parse(row);
        return { seq, at, event: readEvent(steps, id, event) };
      }),
    seqBefore: (id, newest) => {
      let border: number | undefined;
      for (const row of selectNewestBatches.iterate(id)) {
        const { seq, event } = eventRow.parse(row);
        const last = lastStepOf(event);
        // A resumed run repeats steps: what counts is where it is now.
        border ??= last - newest;
        if (last <= border) return seq;
      }
      return 0;
    },
    steps,
    lastSeq: (id) => countRow.parse(selectLastSeq.get(id)).value ?? 0,
    unfinished: () => selectUnfinished.all().map(readSummary),
    remove: (id) => {
      inTransaction(database, true, () => void deleteRun.run(id));
      steps.forget(id);
    },
    close: () => {
      steps.close();
      database.close();
    },
  };
}

/** `durable`: the disk confirms before this returns; otherwise a power cut may take the last moments, a crash nothing. */
function inTransaction<T>(database: DatabaseSync, durable: boolean, work: () => T): T {
  if (durable) database.exec('PRAGMA synchronous = FULL');
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  } finally {
    if (durable) database.exec('PRAGMA synchronous = NORMAL');
  }
}

const pageSize = 2000;

/** All events of a run in order, read page by page. */
export function* storedEvents(store: RunStore, id: RunId): Generator<RunEvent> {
  for (let last = 0; ; ) {
    const page = store.events(id, last, pageSize);
    yield* page;
    if (page.length < pageSize) return;
    last = page.at(-1)?.seq ?? last;
  }
}
