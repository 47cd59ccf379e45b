/** The import in progress: one at a time, with its progress, its provisional first page, and a way to stop it. */
import { useCallback, useState } from 'react';
import type { DatasetInfo, ImportEvent } from '../../shared/contract/data-types.ts';
import type { Problem } from '../../shared/problem.ts';
import { client } from '../connection/client.ts';
import { problemOf } from '../connection/errors.ts';
import { uploadFile } from './upload.ts';

export type ProgressEvent = Extract<ImportEvent, { kind: 'progress' }>;
export type ProvisionalEvent = Extract<ImportEvent, { kind: 'provisional' }>;

export type ImportState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'running';
      readonly name: string;
      readonly progress: ProgressEvent | null;
      readonly provisional: ProvisionalEvent | null;
      readonly cancel: () => void;
    }
  | { readonly kind: 'failed'; readonly name: string; readonly problems: readonly Problem[] };

/** `start` resolves with the data set, or undefined when the import failed (see the state) or was cancelled. */
export function useImport(): {
  readonly state: ImportState;
  readonly start: (file: File) => Promise<DatasetInfo | undefined>;
  readonly dismiss: () => void;
} {
  const [state, setState] = useState<ImportState>({ kind: 'none' });
  const start = useCallback(async (file: File): Promise<DatasetInfo | undefined> => {
    const controller = new AbortController();
    setState({ kind: 'running', name: file.name, progress: null, provisional: null, cancel: () => controller.abort() });
    const show = (event: ImportEvent): void =>
      setState((known) => {
        if (known.kind !== 'running') return known;
        if (event.kind === 'progress') return { ...known, progress: event };
        return event.kind === 'provisional' ? { ...known, provisional: event } : known;
      });
    try {
      const outcome = await uploadFile(client.data, file, show, controller.signal);
      if (outcome.kind === 'done') {
        setState({ kind: 'none' });
        return outcome.dataset;
      }
      setState({ kind: 'failed', name: file.name, problems: outcome.kind === 'failed' ? outcome.problems : [] });
    } catch (error) {
      setState(
        controller.signal.aborted
          ? { kind: 'none' }
          : { kind: 'failed', name: file.name, problems: [problemOf(error)] },
      );
    }
    return undefined;
  }, []);
  return { state, start, dismiss: () => setState({ kind: 'none' }) };
}
