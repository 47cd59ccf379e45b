import { MultiSelect, NativeSelect, NumberInput, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { type RecipeStep, stepSchema } from '../../shared/data/recipe.ts';
import { useT } from '../ui/i18n.ts';
import { ColumnMapField } from './ColumnMapField.tsx';
import { type Field, stepFields } from './step-fields.ts';
import { fieldLabel, optionLabel } from './step-words.ts';
import { isRecord } from '../../shared/json.ts';

interface StepFormProps {
  step: RecipeStep;
  columns: readonly string[];
  onChange: (step: RecipeStep) => void;
}

/** The form of any step, made from its schema. A value that the schema refuses is not taken over. */
export function StepForm({ step, columns, onChange }: StepFormProps) {
  const values: Readonly<Record<string, unknown>> = step;
  const set = (name: string, value: unknown): void => {
    const next: Record<string, unknown> = { ...values, [name]: value };
    if (value === undefined) delete next[name];
    const parsed = stepSchema.safeParse(next);
    if (parsed.success) onChange(parsed.data);
  };
  return (
    <Stack gap={8}>
      {stepFields(step.step).map((field) => (
        <FieldInput
          key={field.name}
          step={step.step}
          field={field}
          value={values[field.name]}
          columns={columns}
          onChange={(value) => set(field.name, value)}
        />
      ))}
    </Stack>
  );
}

interface FieldInputProps {
  step: string;
  field: Field;
  value: unknown;
  columns: readonly string[];
  onChange: (value: unknown) => void;
}

function FieldInput({ step, field, value, columns, onChange }: FieldInputProps) {
  const t = useT();
  const label = fieldLabel(step, field.name, t);
  const choices = (options: readonly string[]): { value: string; label: string }[] =>
    options.map((option) => ({ value: option, label: optionLabel(field.name, option, t) }));
  switch (field.kind) {
    case 'integer':
    case 'number':
      return (
        <NumberInput
          label={label}
          value={typeof value === 'number' ? value : ''}
          min={field.min}
          max={field.max}
          allowDecimal={field.kind === 'number'}
          step={field.kind === 'number' ? 0.05 : 1}
          onChange={(next) => {
            if (typeof next === 'number') onChange(next);
            else if (field.optional) onChange(undefined);
          }}
        />
      );
    case 'boolean':
      return (
        <Switch label={label} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} />
      );
    case 'text':
      return (
        <TextInput
          label={label}
          value={typeof value === 'string' ? value : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          size="xs"
          label={label}
          value={String(value)}
          data={choices(field.options)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'column':
      return (
        <NativeSelect
          size="xs"
          label={label}
          value={typeof value === 'string' ? value : ''}
          data={[{ value: '', label: t(field.optional ? 'data.noColumn' : 'data.chooseColumn') }, ...columns]}
          onChange={(event) => onChange(event.currentTarget.value || (field.optional ? undefined : ''))}
        />
      );
    case 'columns':
      return <ColumnsInput label={label} value={textList(value)} columns={columns} onChange={onChange} />;
    case 'choiceOrColumns':
      return (
        <>
          <NativeSelect
            size="xs"
            label={label}
            value={typeof value === 'string' ? value : 'own'}
            data={[...choices(field.options), { value: 'own', label: t('recipe.option.own') }]}
            onChange={(event) =>
              onChange(event.currentTarget.value === 'own' ? columns.slice(0, 1) : event.currentTarget.value)
            }
          />
          {Array.isArray(value) && (
            <ColumnsInput
              label={t('data.theseColumns')}
              value={textList(value)}
              columns={columns}
              onChange={onChange}
            />
          )}
        </>
      );
    case 'choiceOrInteger':
      return (
        <>
          <NativeSelect
            size="xs"
            label={label}
            value={typeof value === 'number' ? 'own' : String(value)}
            data={[...choices(field.options), { value: 'own', label: t('recipe.option.fixed') }]}
            onChange={(event) => onChange(event.currentTarget.value === 'own' ? 100 : event.currentTarget.value)}
          />
          {typeof value === 'number' && (
            <NumberInput
              label={t('data.fixedLength')}
              value={value}
              min={field.min}
              allowDecimal={false}
              onChange={(next) => typeof next === 'number' && onChange(next)}
            />
          )}
        </>
      );
    case 'choiceOrConstant':
      return (
        <>
          <NativeSelect
            size="xs"
            label={label}
            value={typeof value === 'string' ? value : 'constant'}
            data={[...choices(field.options), { value: 'constant', label: t('recipe.option.constant') }]}
            onChange={(event) =>
              onChange(event.currentTarget.value === 'constant' ? { constant: 0 } : event.currentTarget.value)
            }
          />
          {isConstant(value) && (
            <NumberInput
              label={t('data.constantValue')}
              value={Number(value.constant)}
              onChange={(next) => typeof next === 'number' && onChange({ constant: next })}
            />
          )}
        </>
      );
    case 'columnMap':
      return (
        <ColumnMapField
          label={label}
          field={field}
          value={isRecord(value) ? value : {}}
          columns={columns}
          onChange={onChange}
        />
      );
    case 'range': {
      const [low, high] = Array.isArray(value) ? value.map(Number) : [0, 1];
      return (
        <Stack gap={4}>
          <NumberInput
            label={t('recipe.field.rangeFrom')}
            value={low ?? 0}
            step={0.1}
            onChange={(next) => typeof next === 'number' && onChange([next, high ?? 1])}
          />
          <NumberInput
            label={t('recipe.field.rangeTo')}
            value={high ?? 1}
            step={0.1}
            onChange={(next) => typeof next === 'number' && onChange([low ?? 0, next])}
          />
        </Stack>
      );
    }
    case 'values':
      return (
        <TagsInput
          size="xs"
          label={label}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(next) =>
            onChange(
              next.length === 0
                ? undefined
                : next.map((text) => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text)),
            )
          }
        />
      );
  }
}

function ColumnsInput({
  label,
  value,
  columns,
  onChange,
}: {
  label: string;
  value: string[];
  columns: readonly string[];
  onChange: (value: string[]) => void;
}) {
  return (
    <MultiSelect
      size="xs"
      label={label}
      value={value}
      data={[...new Set([...columns, ...value])]}
      searchable
      hidePickedOptions
      onChange={onChange}
    />
  );
}

const textList = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const isConstant = (value: unknown): value is { constant: number | string } => isRecord(value) && 'constant' in value;
