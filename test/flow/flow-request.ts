/** Requests for the flow of a template, and what is found in the answer. */
import type { EngineChoice } from '../../shared/contract/engine-choice.ts';
import type { Flow, FlowEntry, FlowRequest } from '../../shared/contract/flow.ts';
import type { DefinitionId, NodeId, ProjectId } from '../../shared/ids.ts';
import { type TemplateId, templates } from '../../shared/templates/index.ts';

export const seed = 7;

/** The request for a template as it is drawn. */
export function requestFor(template: TemplateId, engine: EngineChoice, change: Partial<FlowRequest> = {}): FlowRequest {
  const { graph, data } = templates[template].create('project-flow' as ProjectId, 'Flow');
  if (!data.source) throw new Error(`${template} has no data`);
  return {
    graph,
    source: data.source,
    recipe: data.recipe,
    engine,
    row: 0,
    weights: { kind: 'initial', seed },
    chosen: null,
    ...change,
  };
}

export const entryOf = (flow: Flow, id: string, scope: string | null = null): FlowEntry => {
  const found = flow.nodes.find((entry) => entry.node === id && entry.scope === scope);
  if (!found) throw new Error(`No ${id} among ${flow.nodes.map((entry) => `${entry.scope}/${entry.node}`).join(', ')}`);
  return found;
};

export const chosen = (id: string, scope: string | null = null) => ({
  node: id as NodeId,
  scope: scope as DefinitionId | null,
});
