import type { Tfjs } from '../../../main/engine/backend.ts';
import type { Peak } from '../requests.ts';

const sizes = [1024, 2048];
const tries = 8;

/** The fastest of several large square matrix products: what this engine reaches on this machine at the most. */
export async function measurePeak(tf: Tfjs): Promise<Peak> {
  let best = 0;
  for (const size of sizes) {
    const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])];
    for (let round = 0; round < tries; round += 1) {
      const begin = performance.now();
      const product = tf.matMul(a, b);
      // A processor has finished when the call returns; a card when one number is here.
      await tf.tidy(() => product.slice([0, 0], [1, 1])).data();
      best = Math.max(best, (2 * size ** 3) / ((performance.now() - begin) / 1000));
      product.dispose();
    }
    a.dispose();
    b.dispose();
  }
  return { flopPerSecond: best };
}
