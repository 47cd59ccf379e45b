import type { BufferManager } from './backend-types.ts';

/** Memory that may lie unused before it is given back: batches of other lengths come again, but not for ever. */
const idleBytes = 256 * 1024 * 1024;

/**
 * tfjs keeps every buffer it has made for the next tensor of exactly that size, for ever; with batches of many lengths the
 * card fills up. Destroys the unused ones when they hold more than `limit` bytes. Only buffers whose work has been
 * submitted are unused in this sense, and WebGPU lets submitted work end before their memory goes.
 */
export function limitPool(pool: BufferManager, limit = idleBytes): void {
  const acquire = pool.acquireBuffer.bind(pool);
  pool.acquireBuffer = (...request) => {
    if (pool.numBytesAllocated - pool.numBytesUsed > limit) {
      for (const [key, buffers] of pool.freeBuffers) {
        for (const buffer of buffers) {
          pool.numBytesAllocated -= buffer.size;
          pool.numFreeBuffers -= 1;
          buffer.destroy();
        }
        pool.freeBuffers.set(key, []);
      }
    }
    return acquire(...request);
  };
}
