import type { KernelBackend, KernelFunc, TensorInfo, TypedArray } from '@tensorflow/tfjs';

interface ArrayBackend extends KernelBackend {
  readSync(dataId: object): TypedArray;
}

/**
 * Gradient of nearest-neighbour resizing, on plain arrays: every gradient of an output cell is added to the input
 * cell that it was copied from. `images` [batch, height, width, channels], `dy` [batch, newHeight, newWidth, channels].
 */
export const nearestNeighborGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  // tfjs' registry knows neither the inputs of a kernel nor their ranks.
  const { images, dy } = inputs as { images: TensorInfo; dy: TensorInfo };
  const alignCorners = attrs?.['alignCorners'] === true;
  const arrays = backend as ArrayBackend;
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [, newHeight, newWidth] = dy.shape as [number, number, number, number];
  const rows = sourceIndices(height, newHeight, alignCorners);
  const columns = sourceIndices(width, newWidth, alignCorners);
  const gradient = arrays.readSync(dy.dataId);
  const sums = new Float32Array(batch * height * width * channels);
  let from = 0;
  for (let sample = 0; sample < batch; sample += 1) {
    for (const row of rows) {
      for (const column of columns) {
        const to = ((sample * height + row) * width + column) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          sums[to + channel] = (sums[to + channel] ?? 0) + (gradient[from] ?? 0);
          from += 1;
        }
      }
    }
  }
  return { dataId: arrays.write(sums, images.shape, 'float32'), shape: images.shape, dtype: 'float32' };
};

/** For each new index, the old one that the forward kernel copies; the same rounding as tfjs' forward kernels. */
function sourceIndices(size: number, newSize: number, alignCorners: boolean): readonly number[] {
  const corners = alignCorners && newSize > 1;
  const scale = corners ? (size - 1) / (newSize - 1) : size / newSize;
  return Array.from({ length: newSize }, (_, index) =>
    Math.min(size - 1, alignCorners ? Math.round(index * scale) : Math.floor(index * scale)),
  );
}
