/** Branded string ids: a node id cannot be passed where a wire id is expected. */
import { z } from 'zod';

const id = <B extends string>(brand: B) =>
  z
    .string()
    .min(1)
    .max(64)
    .regex(/^[A-Za-z0-9_-]+$/)
    .brand(brand);

export const nodeIdSchema = id('NodeId');
export const wireIdSchema = id('WireId');
export const annotationIdSchema = id('AnnotationId');
export const definitionIdSchema = id('DefinitionId');
export const projectIdSchema = id('ProjectId');
export const datasetIdSchema = id('DatasetId');
export const runIdSchema = id('RunId');

export type NodeId = z.infer<typeof nodeIdSchema>;
export type WireId = z.infer<typeof wireIdSchema>;
export type AnnotationId = z.infer<typeof annotationIdSchema>;
export type DefinitionId = z.infer<typeof definitionIdSchema>;
export type ProjectId = z.infer<typeof projectIdSchema>;
export type DatasetId = z.infer<typeof datasetIdSchema>;
export type RunId = z.infer<typeof runIdSchema>;

/** A fresh random id such as `lstm-4f9c21ab`; `hint` only makes files and logs readable. */
export function newId<T extends string>(hint: string): T {
  return `${hint}-${crypto.randomUUID().slice(0, 8)}` as T; // the one place where a plain string becomes branded
}
