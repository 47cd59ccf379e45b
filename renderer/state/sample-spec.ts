/**
 * What the data give to the Input nodes: at once as far as source and recipe tell, exactly once the core has prepared them
 * (number of classes, longest sequence).
 */
import type { PreparedPreview } from '../../shared/contract/data-types.ts';
import { type BatchFacts, batchFacts } from '../../shared/data/batch-facts.ts';
import { proposeExactly } from '../../shared/data/proposal.ts';
import { inputSpec, type SampleSpec } from '../../shared/data/sample-spec.ts';
import { emptySpec, type TargetKind } from '../../shared/data/spec-types.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';
import { queries, queryClient } from '../connection/queries.ts';
import { useStudio } from './store.ts';

type ProjectData = ProjectDoc['data'];

const prepareDelayMs = 300;
const specs = new WeakMap<ProjectData, SampleSpec>();
const facts = new WeakMap<ProjectData, BatchFacts>();

/** The same object for the same data, so that inference can compare by identity. */
export function sampleSpec(data: ProjectData): SampleSpec {
  const known = specs.get(data);
  if (known) return known;
  const spec = data.source ? inputSpec(data.recipe, data.source) : emptySpec;
  specs.set(data, spec);
  return spec;
}

/** How many samples there are and how they lie in batches: the same object for the same data. */
export function dataBatches(data: ProjectData): BatchFacts {
  const known = facts.get(data);
  if (known) return known;
  const found = batchFacts(data.source, data.recipe);
  facts.set(data, found);
  return found;
}

const targetKinds: readonly TargetKind[] = ['class', 'number', 'classSequence', 'numberSequence'];

function fromPreview(preview: PreparedPreview, before: SampleSpec): SampleSpec {
  const inputs = preview.inputs.map((input, index) => ({ ...before.inputs[index], ...input }));
  const targets = preview.targets.map(({ name, shape, kind, classes }, index) => ({
    ...before.targets[index],
    name,
    shape,
    kind: targetKinds.find((known) => known === kind) ?? before.targets[index]?.kind ?? 'number',
    classes: classes ?? undefined,
  }));
  return { inputs, targets, proposal: before.proposal && proposeExactly(before.proposal, targets[0]) };
}

async function prepare(data: ProjectData): Promise<void> {
  const { source, recipe } = data;
  if (!source) return;
  try {
    const preview = await queryClient.fetchQuery(queries.data.prepare.queryOptions({ input: { source, recipe } }));
    if (preview.inputs.length === 0) return;
    specs.set(data, fromPreview(preview, sampleSpec(data)));
    facts.set(data, batchFacts(source, recipe, preview.samples, preview.lengths));
    if (useStudio.getState().doc?.data === data) useStudio.getState().noteSpec();
  } catch {
    // The Data place says what is wrong with the data; here the sizes simply stay unknown.
  }
}

/** Asks the core whenever source or recipe changed. Generators tell everything by themselves. */
export function followSampleSpec(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  useStudio.subscribe((state, before) => {
    const data = state.doc?.data;
    if (!data || data === before.doc?.data || !data.source || data.source.kind === 'generator') return;
    clearTimeout(timer);
    timer = setTimeout(() => void prepare(data), prepareDelayMs);
  });
}
