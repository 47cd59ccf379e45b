/** From a data set of the core to the source that a project names: hash, name and columns, never a path. */
import type { DatasetInfo } from '../../shared/contract/data-types.ts';
import type { Source } from '../../shared/data/source.ts';

export function sourceOf(dataset: DatasetInfo): Source {
  const file = { sha256: dataset.sha256, name: dataset.name, bytes: dataset.bytes };
  if (dataset.kind === 'text') return { kind: 'text', file, encoding: dataset.encoding };
  return { kind: 'table', file: { ...file, columns: dataset.columns.map(({ name, type }) => ({ name, type })) } };
}

/** Hash of the file a source needs; undefined for generators and what travels inside the project. */
export const neededFile = (source: Source | null): { readonly sha256: string; readonly name: string } | undefined =>
  source?.kind === 'table' || source?.kind === 'text' ? source.file : undefined;
