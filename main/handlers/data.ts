/** `data.*` in the core: handed on to the data process. */
import type { DataHost } from '../data/data-host.ts';
import { studio } from './studio.ts';

export function dataHandlers(data: DataHost) {
  return {
    begin: studio.data.begin.handler(({ input }) => data.use((client) => client.data.begin(input))),
    chunk: studio.data.chunk.handler(({ input }) => data.use((client) => client.data.chunk(input))),
    cancel: studio.data.cancel.handler(({ input }) => data.use((client) => client.data.cancel(input))),
    follow: studio.data.follow.handler(({ input, signal }) =>
      data.stream((client) => client.data.follow(input, signal ? { signal } : {})),
    ),
    list: studio.data.list.handler(() => data.use((client) => client.data.list())),
    get: studio.data.get.handler(({ input }) => data.use((client) => client.data.get(input))),
    page: studio.data.page.handler(({ input }) => data.use((client) => client.data.page(input))),
    setTypes: studio.data.setTypes.handler(({ input }) => data.use((client) => client.data.setTypes(input))),
    suggest: studio.data.suggest.handler(({ input }) => data.use((client) => client.data.suggest(input))),
    prepare: studio.data.prepare.handler(({ input }) => data.use((client) => client.data.prepare(input))),
  };
}
