/** The drawn graph as plain, immutable, versioned data. Nothing of React Flow, no tensor, no class. */
import { z } from 'zod';
import { annotationIdSchema, definitionIdSchema, nodeIdSchema, wireIdSchema } from '../ids.ts';

/** Parameter values are JSON; their meaning is declared by the layer's record (layers/params.ts). */
export type ParamValue =
  | string
  | number
  | boolean
  | null
  | readonly ParamValue[]
  | { readonly [key: string]: ParamValue };
export const paramValueSchema: z.ZodType<ParamValue> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(paramValueSchema),
    z.record(z.string(), paramValueSchema),
  ]),
);

export const graphNodeSchema = z.object({
  id: nodeIdSchema,
  /** A layer type id of the registry (`lstm`), or `block`. */
  type: z.string().max(64),
  /** The layer's name in Keras and in the summary; unique in its graph. Empty: named after its type when compiled. */
  name: z.string().max(200),
  params: z.record(z.string(), paramValueSchema),
  position: z.object({ x: z.number(), y: z.number() }),
  /** `block` only: the definition it applies. Nodes applying the same definition share weights. */
  definition: definitionIdSchema.optional(),
  /** Left out of the model: what enters its first input leaves at its first output (bypass.ts). */
  bypassed: z.literal(true).optional(),
});
export type GraphNode = z.infer<typeof graphNodeSchema>;

export const endpointSchema = z.object({ node: nodeIdSchema, port: z.string().max(64) });
export const wireSchema = z.object({ id: wireIdSchema, from: endpointSchema, to: endpointSchema });
/** Many wires may end on one port of a merge; their order is the order of `wires`. */
export type Wire = z.infer<typeof wireSchema>;

export const annotationColours = ['grey', 'blue', 'green', 'amber', 'red', 'purple'] as const;
export type AnnotationColour = (typeof annotationColours)[number];

/** For people only; the compiler never looks at it. A note is a comment, a frame lies around nodes and moves them along. */
export const annotationSchema = z.object({
  id: annotationIdSchema,
  kind: z.enum(['note', 'frame']),
  /** A note's words, a frame's title. */
  text: z.string().max(4000),
  colour: z.enum(annotationColours),
  position: z.object({ x: z.number(), y: z.number() }),
  size: z.object({ width: z.number().positive().max(1e6), height: z.number().positive().max(1e6) }),
});
export type Annotation = z.infer<typeof annotationSchema>;

/** The most that a graph, and a document, may hold. */
export const graphLimits = { nodes: 5000, wires: 20_000, annotations: 1000, definitions: 200 } as const;

export const graphSchema = z.object({
  nodes: z.array(graphNodeSchema).max(graphLimits.nodes).readonly(),
  wires: z.array(wireSchema).max(graphLimits.wires).readonly(),
  /** Absent where there are none. */
  annotations: z.array(annotationSchema).max(graphLimits.annotations).readonly().optional(),
});
export type Graph = z.infer<typeof graphSchema>;

/** A named sub-graph with its own Input and Output nodes, which are the ports of every block that applies it. */
export const definitionSchema = graphSchema.extend({ id: definitionIdSchema, name: z.string().max(200) });
export type Definition = z.infer<typeof definitionSchema>;

export const graphDocSchema = graphSchema.extend({
  definitions: z.array(definitionSchema).max(graphLimits.definitions).readonly(),
});
export type GraphDoc = z.infer<typeof graphDocSchema>;

export const emptyGraphDoc: GraphDoc = { nodes: [], wires: [], definitions: [] };
