import { useQuery } from '@tanstack/react-query';
import { queries } from '../connection/queries.ts';
import { neededFile } from '../data/source-of.ts';
import { useProblems } from '../state/problems.ts';
import { useDoc } from '../state/store.ts';

/** Data are chosen and here, and the drawing has no error; the Needs of the place say what is missing otherwise. */
export function useIsSound(): boolean {
  const { data, graph } = useDoc();
  const hasErrors = useProblems().some(({ severity }) => severity === 'error');
  const file = neededFile(data.source);
  const dataset = useQuery({
    ...queries.data.get.queryOptions({ input: { sha256: file?.sha256 ?? '' } }),
    enabled: file !== undefined,
  });
  const hasFile = file === undefined || (dataset.data !== undefined && dataset.data !== null);
  return data.source !== null && hasFile && graph.nodes.length > 0 && !hasErrors;
}
