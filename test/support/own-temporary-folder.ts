/** Before all tests: they and all that they start have a temporary folder of their own, which goes with whatever stays. */
import { newFolder, removeFolder } from './folders.ts';

export default function setUp(): () => Promise<void> {
  const folder = newFolder();
  for (const name of ['TMPDIR', 'TMP', 'TEMP']) process.env[name] = folder;
  return () => removeFolder(folder);
}
