/** The models that are on their way into one core, by number. */
import { randomUUID } from 'node:crypto';
import { StudioError } from '../../shared/problem.ts';
import { type ModelUpload, startModelUpload, type UploadedFile } from './model-upload.ts';

/** Of one core at the same time; a page needs one. */
const most = 20;

export interface ModelUploads {
  /** Throws `call/invalid` where too many are open, `model/too-large` before anything is written. */
  begin(files: readonly UploadedFile[]): Promise<string>;
  /** Throws `call/invalid` for one that is not open. */
  get(id: string): ModelUpload;
  /** Removes its files; nothing happens for one that is not open. */
  forget(id: string): Promise<void>;
  /** Forgets them all. */
  close(): Promise<void>;
}

export function createModelUploads(): ModelUploads {
  const open = new Map<string, ModelUpload>();
  const forget = async (id: string): Promise<void> => {
    const upload = open.get(id);
    open.delete(id);
    await upload?.remove();
  };
  return {
    begin: async (files) => {
      if (open.size >= most) throw new StudioError('call/invalid', { reason: 'too many imports at once' });
      const id = randomUUID();
      open.set(id, await startModelUpload(files, () => void forget(id)));
      return id;
    },
    get: (id) => {
      const upload = open.get(id);
      if (!upload) throw new StudioError('call/invalid', { reason: 'there is no such import' });
      return upload;
    },
    forget,
    close: async () => {
      await Promise.all([...open.keys()].map(forget));
    },
  };
}
