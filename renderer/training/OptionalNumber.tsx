import { NumberInput } from '@mantine/core';

interface OptionalNumberProps {
  label: string;
  description?: string;
  value: number | null;
  /** Shown while empty; without it an empty field is not taken over. */
  empty?: string;
  min?: number;
  /** The least value itself does not count. */
  above?: boolean;
  max?: number;
  step?: number;
  whole?: boolean;
  onChange: (value: number | null) => void;
}

/** A number within its limits, or none; what is typed on the way there is not taken over. */
export function OptionalNumber(props: OptionalNumberProps) {
  const { label, description, value, empty, min, above, max, step, whole, onChange } = props;
  return (
    <NumberInput
      label={label}
      {...(description === undefined ? {} : { description })}
      value={value ?? ''}
      {...(min === undefined ? {} : { min })}
      {...(max === undefined ? {} : { max })}
      step={step ?? 1}
      decimalScale={10}
      allowDecimal={whole !== true}
      placeholder={empty}
      onChange={(next) => {
        // Numbers of many digits arrive as text.
        const number = next === '' ? Number.NaN : Number(next);
        if (next === '' && empty !== undefined) onChange(null);
        else if (Number.isFinite(number) && number <= (max ?? Infinity) && isAbove(number, min, above === true))
          onChange(number);
      }}
    />
  );
}

const isAbove = (value: number, min: number | undefined, strictly: boolean): boolean =>
  min === undefined || (strictly ? value > min : value >= min);
