import { NativeSelect, NumberInput } from '@mantine/core';
import type { ParamValue } from '../../shared/graph/graph-doc.ts';
import { type KerasObjectTypes, readObject } from '../../shared/layers/keras-objects.ts';
import { useT } from '../ui/i18n.ts';
import type { FieldProps } from './form-props.ts';
import classes from './inspector.module.css';

interface KerasObjectFieldProps extends FieldProps {
  readonly types: KerasObjectTypes;
  readonly optional: boolean;
}

/** An initializer, regularizer or constraint: which one, then its numbers and choices. */
export function KerasObjectField({
  types,
  optional,
  label,
  help,
  value,
  error,
  disabled,
  onChange,
}: KerasObjectFieldProps) {
  const t = useT();
  const found = value === null ? undefined : readObject(types, value);
  const options = Object.keys(types).map((id) => ({
    value: id,
    label: t(`choice.${id}`, { defaultValue: types[id]?.class ?? id }),
  }));
  const numbers = Object.entries(found?.params ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  const choices = Object.entries(found?.type.choices ?? {}).map(([name, ids]) => {
    const chosen = found?.params[name];
    return { name, ids, chosen: typeof chosen === 'string' ? chosen : '' };
  });
  const nameOf = (name: string): string =>
    t([`param.${found?.type.id ?? ''}.${name}`, `param.${name}`], { defaultValue: name });
  const set = (name: string, entry: ParamValue): void => {
    if (found) onChange({ id: found.type.id, ...found.params, [name]: entry });
  };
  return (
    <div className={classes.group}>
      <NativeSelect
        label={label}
        description={help || undefined}
        classNames={{ description: classes.help }}
        size="xs"
        error={error}
        disabled={disabled}
        value={found?.type.id ?? ''}
        data={optional ? [{ value: '', label: t('editor.none') }, ...options] : options}
        onChange={(event) => onChange(objectOf(types, event.currentTarget.value))}
      />
      {numbers.length + choices.length > 0 && (
        <div className={classes.row}>
          {numbers.map(([name, number]) => (
            <NumberInput
              key={name}
              label={nameOf(name)}
              aria-label={`${label}: ${nameOf(name)}`}
              value={number}
              step={0.01}
              disabled={disabled}
              onChange={(next) => {
                if (typeof next === 'number') set(name, next);
              }}
            />
          ))}
          {choices.map(({ name, ids, chosen }) => (
            <NativeSelect
              key={name}
              label={nameOf(name)}
              aria-label={`${label}: ${nameOf(name)}`}
              size="xs"
              disabled={disabled}
              value={chosen}
              data={ids.map((id) => ({ value: id, label: t(`choice.${id}`, { defaultValue: id }) }))}
              onChange={(event) => set(name, event.currentTarget.value)}
            />
          ))}
        </div>
      )}
    </div>
  );
}

/** The id alone where nothing else needs saying; one with numbers carries them, so that they can be changed. */
function objectOf(types: KerasObjectTypes, id: string): ParamValue {
  if (id === '') return null;
  const params = types[id]?.params ?? {};
  return Object.values(params).some((value) => typeof value === 'number') ? { id, ...params } : id;
}
