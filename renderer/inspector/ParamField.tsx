import { Fieldset, NativeSelect, NumberInput, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { constraints } from '../../shared/layers/constraints.ts';
import { initializers } from '../../shared/layers/initializers.ts';
import type { ParamSpec } from '../../shared/layers/params.ts';
import { regularizers } from '../../shared/layers/regularizers.ts';
import { useT } from '../ui/i18n.ts';
import type { FieldProps } from './form-props.ts';
import { KerasObjectField } from './KerasObjectField.tsx';
import { shapeFromText, shapeToText } from './shape-text.ts';
import { WrappedLayerField } from './WrappedLayerField.tsx';
import classes from './inspector.module.css';

type SpecOf<Kind extends ParamSpec['kind']> = Extract<ParamSpec, { kind: Kind }>;

/** One parameter's field, chosen by its kind. */
export function ParamField(props: FieldProps) {
  const t = useT();
  const { spec, label, help, value, error, disabled, onChange } = props;
  const common = { label, description: help || undefined, error, disabled, classNames: { description: classes.help } };
  switch (spec.kind) {
    case 'int':
    case 'float':
    case 'optionalInt':
    case 'optionalFloat':
      return <NumberField {...props} spec={spec} />;
    case 'boolean':
      return (
        <Switch {...common} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          size="xs"
          value={typeof value === 'string' ? value : ''}
          data={spec.options.map((option) => ({
            value: option,
            label: t(`choice.${option}`, { defaultValue: option }),
          }))}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'text':
      return (
        <TextInput
          {...common}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'ints':
    case 'optionalInts':
      return <IntsField {...props} spec={spec} />;
    case 'shape':
      return <ShapeField {...props} spec={spec} />;
    case 'initializer':
      return <KerasObjectField {...props} types={initializers} optional={false} />;
    case 'regularizer':
      return <KerasObjectField {...props} types={regularizers} optional />;
    case 'constraint':
      return <KerasObjectField {...props} types={constraints} optional />;
    case 'layer':
      return <WrappedLayerField {...props} spec={spec} />;
  }
}

/** Limits are not forced while typing: a value out of range is kept and said to be wrong. */
function NumberField({
  spec,
  label,
  help,
  value,
  error,
  disabled,
  onChange,
}: FieldProps<SpecOf<'int' | 'float' | 'optionalInt' | 'optionalFloat'>>) {
  const t = useT();
  const optional = spec.kind === 'optionalInt' || spec.kind === 'optionalFloat';
  const whole = spec.kind === 'int' || spec.kind === 'optionalInt';
  const unit = 'unit' in spec ? spec.unit : undefined;
  return (
    <NumberInput
      label={label}
      description={help || undefined}
      classNames={{ description: classes.help }}
      error={error}
      disabled={disabled}
      value={typeof value === 'number' ? value : ''}
      placeholder={optional ? t('editor.none') : undefined}
      allowDecimal={!whole}
      step={'step' in spec ? (spec.step ?? 1) : 1}
      {...(spec.min === undefined ? {} : { min: spec.min })}
      {...(spec.max === undefined ? {} : { max: spec.max })}
      clampBehavior="none"
      suffix={unit && unit !== 'units' ? ` ${t(`unit.${unit}`, { defaultValue: unit })}` : ''}
      onChange={(next) => {
        if (typeof next === 'number') onChange(next);
        else if (next === '' && optional) onChange(null);
      }}
    />
  );
}

function IntsField({
  spec,
  label,
  help,
  value,
  error,
  disabled,
  onChange,
}: FieldProps<SpecOf<'ints' | 'optionalInts'>>) {
  const t = useT();
  const numbers = Array.isArray(value) ? value : [];
  const all = Array.from({ length: spec.length }, (_, index) => numbers[index] ?? null);
  const set = (index: number, next: number | string): void => {
    if (next === '' && spec.kind === 'optionalInts') onChange(null);
    else if (typeof next === 'number') onChange(all.map((old, at) => (at === index || old === null ? next : old)));
  };
  return (
    <Fieldset legend={label} variant="unstyled" className={classes.group}>
      <div className={classes.row}>
        {all.map((number, index) => (
          <NumberInput
            key={index}
            aria-label={spec.length === 1 ? label : `${label} ${index + 1}`}
            value={typeof number === 'number' ? number : ''}
            placeholder={spec.kind === 'optionalInts' ? t('editor.none') : undefined}
            disabled={disabled}
            allowDecimal={false}
            clampBehavior="none"
            onChange={(next) => set(index, next)}
          />
        ))}
      </div>
      {help && <div className={classes.help}>{help}</div>}
      {error && <div className={classes.error}>{error}</div>}
    </Fieldset>
  );
}

/** Sizes as text: `28, ?, 3`. What is typed stays while it cannot be read. */
function ShapeField({ label, help, value, error, disabled, onChange }: FieldProps<SpecOf<'shape'>>) {
  const t = useT();
  const written = shapeToText(value);
  const [draft, setDraft] = useState<string | undefined>();
  const unreadable = draft !== undefined && shapeFromText(draft) === undefined;
  return (
    <TextInput
      label={label}
      description={help || t('editor.shapeHelp')}
      classNames={{ description: classes.help }}
      error={unreadable ? t('editor.shapeUnreadable') : error}
      disabled={disabled}
      value={draft ?? written}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setDraft(text);
        const shape = shapeFromText(text);
        if (shape) onChange(shape);
      }}
      onBlur={() => {
        if (!unreadable) setDraft(undefined);
      }}
    />
  );
}
