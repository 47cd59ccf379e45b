/**
 * Builds the engine's addons for the system at hand into build/prebuilt/<platform>-<arch>, from where a package takes
 * them (electron-builder.yml). Setup makes them, as it does for everyone who has the sources, so the library is fetched
 * when it is not there. Without a compiler or the network a package is made without them, which is said.
 */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtPath, planBinding, planKernels } from '../../main/engine/setup/compile.ts';
import { flavourFolder } from '../../main/engine/setup/installed.ts';
import { fileOf, place, prebuiltFolder, recordOf } from '../../main/engine/setup/prebuilt.ts';
import { setUpEngine } from '../../main/engine/setup/setup.ts';

const result = await setUpEngine({ choice: 'cpu' }, () => undefined);
const folder = prebuiltFolder();
await rm(folder, { recursive: true, force: true });
if (result.outcome === 'portable') {
  console.log(
    `No addons were built for packages: ${result.sentence} The packaged app compiles them when it needs them.`,
  );
} else {
  const plans = (await Promise.all([planBinding(), planKernels()])).filter((plan) => plan !== undefined);
  for (const plan of plans)
    await place(join(flavourFolder(result.flavour), builtPath(plan)), join(folder, fileOf(plan)));
  await writeFile(join(folder, 'prebuilt.json'), `${JSON.stringify(recordOf(plans), null, 2)}\n`);
  console.log(`The engine's addons for packages are in ${folder}.`);
}
