/**
 * Which card TensorFlow computes on: tfjs uses the last that it sees, and CUDA would set up every one. So it is shown one
 * alone, numbered as the driver and its programs number them. `CUDA_VISIBLE_DEVICES` chooses another.
 */

/** The card, as `nvidia-smi -i` takes it: a number in the order of the slots, or an identifier. */
export function visibleCard(environment: Readonly<Record<string, string | undefined>>): string {
  const chosen = (environment['CUDA_VISIBLE_DEVICES'] ?? '').split(',').map((part) => part.trim());
  return chosen.findLast((part) => part !== '') ?? '0';
}

/** For this process, before TensorFlow is loaded: what the user has set is left as it is. */
export function showOneCard(environment: Record<string, string | undefined>): void {
  environment['CUDA_DEVICE_ORDER'] ??= 'PCI_BUS_ID';
  environment['CUDA_VISIBLE_DEVICES'] ??= '0';
}
