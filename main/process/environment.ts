/** What an engine process may know of our environment: where programs and libraries are, and nothing that is secret. */

const allowed = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'LOCALAPPDATA',
  'APPDATA',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMROOT',
  'windir',
  'LANG',
  'LC_ALL',
  'TZ',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'CUDA_DEVICE_ORDER',
  'CUDA_HOME',
  'CUDA_PATH',
  'NVIDIA_VISIBLE_DEVICES',
  'NVIDIA_TF32_OVERRIDE',
  'CUBLAS_WORKSPACE_CONFIG',
  'OMP_NUM_THREADS',
];
const allowedPrefixes = ['WEFT_', 'TF_'];

export function engineEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const passed = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      (allowed.includes(entry[0]) || allowedPrefixes.some((prefix) => entry[0].startsWith(prefix))),
  );
  return {
    ...Object.fromEntries(passed),
    // TensorFlow would take the whole card, and the window draws on it too.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    TF_CPP_MIN_LOG_LEVEL: environment['TF_CPP_MIN_LOG_LEVEL'] ?? '2',
  };
}
