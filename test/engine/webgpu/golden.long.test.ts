import { describe, expect, test } from 'vitest';
import { goldenLine, runGolden } from '../../../main/cli/commands/golden.ts';
import { goldenFolder, hasGolden, needsGolden } from '../../golden/folders.ts';
import { loadOnSoftware } from './on-card.ts';
import { hasSoftwareVulkan, needsVulkan } from './software-vulkan.ts';

describe.skipIf(!hasSoftwareVulkan || !hasGolden)(needsGolden(needsVulkan('the WebGPU engine')), () => {
  test('agrees with Keras on all cases of the client', async () => {
    const results = await runGolden(await loadOnSoftware(), goldenFolder);
    expect(results.length).toBeGreaterThanOrEqual(64);
    expect(results.filter((result) => result.outcome.kind !== 'pass').map(goldenLine)).toEqual([]);
  }, 1_200_000);
});
