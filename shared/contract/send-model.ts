/** Sends the files of a model to the core in chunks and has it import them: the page and the command line do the same. */
import type { ProjectId, RunId } from '../ids.ts';
import type { Problem } from '../problem.ts';
import type { ProjectDoc } from '../project-doc.ts';

/** Under the contract's 4 MiB, so that progress moves. */
const chunkBytes = 2 * 1024 * 1024;

/** A file as page and Node have it. */
export interface ChosenFile {
  readonly name: string;
  readonly size: number;
  slice(from: number, to: number): Blob;
}

/** The calls it takes; the studio client's `model` has them. */
export interface ImportCalls {
  begin(input: { files: { name: string; bytes: number }[] }): Promise<{ importId: string }>;
  chunk(input: { importId: string; file: number; offset: number; bytes: Blob }): Promise<unknown>;
  cancel(input: { importId: string }): Promise<unknown>;
  import(input: {
    importId: string;
    into: { kind: 'project' } | { kind: 'weights'; doc: ProjectDoc };
  }): Promise<ImportResult>;
}
export interface ImportResult {
  readonly projectId: ProjectId;
  readonly runId: RunId;
  readonly notes: readonly Problem[];
}

/** `into`: the open document that takes the weights; null for a new project. Rejects with the core's problem. */
export async function sendModel(
  calls: ImportCalls,
  files: readonly ChosenFile[],
  into: ProjectDoc | null,
): Promise<ImportResult> {
  const { importId } = await calls.begin({ files: files.map(({ name, size }) => ({ name, bytes: size })) });
  try {
    for (const [file, one] of files.entries()) {
      for (let offset = 0; offset < one.size; offset += chunkBytes)
        await calls.chunk({ importId, file, offset, bytes: one.slice(offset, offset + chunkBytes) });
    }
    return await calls.import({ importId, into: into === null ? { kind: 'project' } : { kind: 'weights', doc: into } });
  } catch (error) {
    await calls.cancel({ importId }).catch(() => undefined);
    throw error;
  }
}
