import { newProject } from '../../main/projects/new-project.ts';
import type { GraphDoc, GraphNode, Wire } from '../../shared/graph/graph-doc.ts';
import { newId, type NodeId, type ProjectId, type WireId } from '../../shared/ids.ts';
import type { ProjectDoc } from '../../shared/project-doc.ts';

/** An input, Dense layers and an output, one behind the other, in rows that are read like text. */
export function largeProject(nodeCount: number): ProjectDoc {
  const columns = Math.ceil(Math.sqrt(nodeCount * 1.4));
  const names = Array.from({ length: nodeCount }, (_, index) => `layer_${index}` as NodeId);
  const nodes = names.map((id, index): GraphNode => {
    const isInput = index === 0;
    const isOutput = index === nodeCount - 1;
    return {
      id,
      type: isInput ? 'input' : isOutput ? 'output' : 'dense',
      name: id,
      params: isInput ? { from: 'fixed', shape: [16] } : isOutput ? {} : { units: 16 },
      position: { x: (index % columns) * 330, y: Math.floor(index / columns) * 200 },
    };
  });
  const wires = names.slice(1).map((id, index): Wire => {
    const before = names[index] ?? id;
    return { id: `wire_${index}` as WireId, from: { node: before, port: 'y' }, to: { node: id, port: 'x' } };
  });
  const graph: GraphDoc = { nodes, wires, definitions: [] };
  return { ...newProject(newId<ProjectId>('project'), `${nodeCount} layers`, null), graph };
}
