import type { Tfjs } from '../../../main/engine/backend.ts';
import { loadWebgpu } from '../../../main/engine/webgpu/load.ts';
import { useSoftwareVulkan } from './software-vulkan.ts';

/**
 * The WebGPU engine on the software card, without the start's self-test: compiling its programs takes seconds there.
 * Small tensors are computed on the card, too, where the backend would leave them to the host.
 */
export async function loadOnSoftware(): Promise<Tfjs> {
  useSoftwareVulkan();
  process.env['WEFT_WEBGPU_SOFTWARE'] = '1';
  const loaded = await loadWebgpu(() => Promise.resolve());
  if (!('tf' in loaded)) throw new Error(`WebGPU was refused: ${JSON.stringify(loaded)}`);
  loaded.tf.env().set('WEBGPU_CPU_FORWARD', false);
  return loaded.tf;
}
