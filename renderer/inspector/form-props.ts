import type { ComponentType } from 'react';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import type { ParamValues } from '../../shared/layers/param-values.ts';
import type { ParamSpec, ParamSpecs } from '../../shared/layers/params.ts';
import type { Problem } from '../../shared/problem.ts';

export interface ParamFormProps {
  /** Whose parameters: a layer type id, for texts. */
  readonly owner: string;
  readonly specs: ParamSpecs;
  /** Values as they stand in the document; absent ones show their default. */
  readonly values: ParamValues;
  readonly problems: readonly Problem[];
  readonly disabled: boolean;
  readonly onChange: (name: string, value: ParamValue) => void;
}

export interface FieldProps<S extends ParamSpec = ParamSpec> {
  readonly spec: S;
  readonly label: string;
  readonly help: string;
  readonly value: ParamValue;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (value: ParamValue) => void;
  /** The form itself, for fields that hold another layer. */
  readonly Form: ComponentType<ParamFormProps>;
}
