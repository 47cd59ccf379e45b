/** React Query over the contract: `queries.data.page.queryOptions({ input })`. Streams bypass it. */
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { QueryClient } from '@tanstack/react-query';
import { client } from './client.ts';

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, staleTime: 5_000 } },
});
export const queries = createTanstackQueryUtils(client);
