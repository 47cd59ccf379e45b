import { describe, expect, test, vi } from 'vitest';
import { describeEngines, engineReasonText, loadEngine } from '../../main/engine/backend.ts';
import type { EngineReason } from '../../shared/contract/engine-reason.ts';
import { findInstalled } from '../../main/engine/setup/installed.ts';

const hasNative = findInstalled('cpu') !== undefined;

describe('the portable engine', () => {
  test('trains what the WebAssembly backend alone cannot: Embedding and convolutions', async () => {
    const { tf, kind, why, hasRecurrentKernels } = await loadEngine('portable');
    expect({ kind, backend: tf.getBackend(), hasRecurrentKernels }).toEqual({
      kind: 'portable',
      backend: 'wasm',
      hasRecurrentKernels: false,
    });
    expect(why).toMatch(/asked for/);
    const { layers } = tf;
    const models = [
      {
        x: tf.zeros([4, 12]),
        model: tf.sequential({
          layers: [
            layers.embedding({ inputDim: 9, outputDim: 4, inputLength: 12 }),
            layers.lstm({ units: 3 }),
            layers.dense({ units: 1 }),
          ],
        }),
      },
      {
        x: tf.ones([4, 20, 3]),
        model: tf.sequential({
          layers: [
            layers.conv1d({ filters: 4, kernelSize: 5, inputShape: [20, 3] }),
            layers.globalAveragePooling1d(),
            layers.dense({ units: 1 }),
          ],
        }),
      },
      {
        x: tf.ones([4, 8, 8, 1]),
        model: tf.sequential({
          layers: [
            layers.depthwiseConv2d({ kernelSize: 3, inputShape: [8, 8, 1] }),
            layers.flatten(),
            layers.dense({ units: 1 }),
          ],
        }),
      },
    ];
    const y = tf.ones([4, 1]);
    for (const { x, model } of models) {
      // The first weights are drawn anew every time: a larger step may lead uphill.
      model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(1e-4) });
      const first = Number(await model.trainOnBatch(x, y));
      const held = tf.memory().numTensors;
      const second = Number(await model.trainOnBatch(x, y));
      expect(second).toBeLessThan(first);
      expect(tf.memory().numTensors).toBe(held);
    }
  });

  test('has the right gradient of nearest-neighbour resizing for more than one sample', async () => {
    const { tf } = await loadEngine('portable');
    const weights = tf.range(0, 32).reshape([2, 4, 4, 1]);
    const gradient = tf.grad((x) =>
      tf.image
        .resizeNearestNeighbor(x.as4D(2, 2, 2, 1), [4, 4])
        .mul(weights)
        .sum(),
    )(tf.ones([2, 2, 2, 1]));
    expect([...gradient.dataSync()]).toEqual([10, 18, 42, 50, 74, 82, 106, 114]);
  });
});

describe.runIf(hasNative)(hasNative ? 'the native engine' : 'SKIPPED: the native engine is not set up', () => {
  test('computes and trains on the pinned TensorFlow', async () => {
    const { tf, kind, version, why } = await loadEngine('cpu');
    expect({ kind, version, backend: tf.getBackend() }).toEqual({
      kind: 'tensorflow-cpu',
      version: '2.21.0',
      backend: 'tensorflow',
    });
    expect(why).toBe('TensorFlow is set up and runs on the processor.');
    expect([...tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()]).toEqual([11]);
    const model = tf.sequential({
      layers: [tf.layers.lstm({ units: 3, inputShape: [5, 2] }), tf.layers.dense({ units: 1 })],
    });
    model.compile({ loss: 'meanSquaredError', optimizer: 'adam' });
    const first = Number(await model.trainOnBatch(tf.ones([4, 5, 2]), tf.ones([4, 1])));
    expect(Number(await model.trainOnBatch(tf.ones([4, 5, 2]), tf.ones([4, 1])))).toBeLessThan(first);
  });

  test('asked for a card that is not there, it says what it uses instead', async () => {
    const engine = await loadEngine('gpu');
    if (engine.kind === 'tensorflow-gpu') expect(engine.why).toMatch(/NVIDIA/);
    else expect(engine.why).toMatch(/processor/);
  });
});

test('without a set-up library, the portable engine runs and says why', async () => {
  vi.stubEnv('WEFT_ENGINE_DIR', '/nowhere');
  try {
    const engine = await loadEngine('auto');
    const report = await describeEngines();
    expect(engine.kind).toBe('portable');
    expect(report.preferred).toBe('portable');
    if (process.platform === 'linux' && process.arch === 'x64') {
      expect(engine.why).toContain('npm run weft -- engine setup');
      expect(report.engines.find((state) => state.kind === 'tensorflow-cpu')?.missing.join()).toContain(
        'is not set up',
      );
    }
  } finally {
    vi.unstubAllEnvs();
  }
});

test('every reason has a sentence in both languages', () => {
  const reasons: readonly EngineReason[] = [
    { code: 'engine/native-cpu' },
    { code: 'engine/native-gpu' },
    { code: 'engine/no-card' },
    { code: 'engine/gpu-absent' },
    { code: 'engine/chosen-portable' },
    { code: 'engine/not-set-up' },
    { code: 'engine/other-platform', platform: 'win32 x64' },
    { code: 'engine/load-failed', detail: 'libx.so' },
    { code: 'engine/chosen-webgpu' },
    { code: 'engine/webgpu-tried' },
    { code: 'engine/webgpu-absent', detail: 'no adapter' },
    { code: 'engine/webgpu-software', adapter: 'SwiftShader' },
    { code: 'engine/webgpu-wrong', detail: 'dx differs by 0.1' },
  ];
  for (const reason of reasons) {
    expect(engineReasonText(reason)).toMatch(/^[ -~‘’“”]+\.$/);
    expect(engineReasonText(reason, 'zh-Hans')).toMatch(/[\u4e00-\u9fff].*。$/);
  }
});
