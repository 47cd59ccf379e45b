import { NativeSelect } from '@mantine/core';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import { allLayerTypes, layerType } from '../../shared/layers/index.ts';
import type { ParamSpec } from '../../shared/layers/params.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import type { FieldProps } from './form-props.ts';
import classes from './inspector.module.css';
import { isRecord } from '../../shared/json.ts';

const definitionPrefix = 'definition:';

/** The layer (or block) inside a wrapper, with its own form nested. */
export function WrappedLayerField({
  spec,
  label,
  help,
  value,
  error,
  disabled,
  onChange,
  Form,
}: FieldProps<Extract<ParamSpec, { kind: 'layer' }>>) {
  const t = useT();
  const definitions = useStudio((state) => state.doc?.graph.definitions) ?? [];
  const inside = useStudio((state) => state.blockPath.at(-1));
  const wrapped = isRecord(value) ? value : {};
  const type = typeof wrapped.type === 'string' ? layerType(wrapped.type) : undefined;
  const shown = Object.fromEntries(
    Object.entries(type?.params ?? {}).filter(([name]) => !spec.decided?.includes(name)),
  );
  const params = isRecord(wrapped.params ?? null) ? wrapped.params : {};
  const inner = isRecord(params ?? null) ? (params as Readonly<Record<string, ParamValue>>) : {}; // isRecord has just said so
  const layers = allLayerTypes.filter(
    (candidate) =>
      candidate.keras && candidate.inputs.length > 0 && (spec.accepts === 'any' || candidate.category === 'recurrent'),
  );
  const blocks = spec.accepts === 'any' ? definitions.filter((definition) => definition.id !== inside) : [];
  return (
    <div className={classes.group}>
      <NativeSelect
        label={label}
        description={help || undefined}
        classNames={{ description: classes.help }}
        size="xs"
        error={error}
        disabled={disabled}
        value={typeof wrapped.definition === 'string' ? definitionPrefix + wrapped.definition : (type?.id ?? '')}
        data={[
          ...(spec.optional ? [{ value: '', label: t('editor.sameLayer') }] : []),
          ...layers.map((candidate) => ({ value: candidate.id, label: t(`layer.${candidate.id}`) })),
          ...blocks.map((definition) => ({ value: definitionPrefix + definition.id, label: definition.name })),
        ]}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          if (chosen === '') onChange(null);
          else if (chosen.startsWith(definitionPrefix)) onChange({ definition: chosen.slice(definitionPrefix.length) });
          else onChange({ type: chosen, params: {} });
        }}
      />
      {type && (
        <div className={classes.nested}>
          <Form
            owner={type.id}
            specs={shown}
            values={inner}
            problems={[]}
            disabled={disabled}
            onChange={(name, next) => onChange({ ...wrapped, type: type.id, params: { ...inner, [name]: next } })}
          />
        </div>
      )}
    </div>
  );
}
