import { NativeSelect } from '@mantine/core';
import type { OptimizerSetting } from '../../shared/training/training-settings.ts';
import { useT } from '../ui/i18n.ts';
import { OptionalNumber } from './OptionalNumber.tsx';

type Clipping = Pick<OptimizerSetting, 'clipnorm' | 'globalClipnorm' | 'clipvalue'>;

const kinds = ['clipnorm', 'globalClipnorm', 'clipvalue'] as const;
const off: Clipping = { clipnorm: null, globalClipnorm: null, clipvalue: null };

/** At most one way to clip gradients, as in Keras, and its limit. */
export function ClippingFields({ optimizer, onChange }: { optimizer: Clipping; onChange: (clip: Clipping) => void }) {
  const t = useT();
  const kind = kinds.find((known) => optimizer[known] !== null);
  return (
    <>
      <NativeSelect
        size="xs"
        label={t('train.clip')}
        value={kind ?? 'none'}
        data={['none', ...kinds].map((value) => ({ value, label: t(`train.clip.${value}`) }))}
        onChange={(event) => {
          const chosen = kinds.find((known) => known === event.currentTarget.value);
          onChange(chosen ? { ...off, [chosen]: 1 } : off);
        }}
      />
      {kind && (
        <OptionalNumber
          label={t('train.clip.limit')}
          value={optimizer[kind]}
          min={0}
          above
          step={0.5}
          onChange={(limit) => limit !== null && onChange({ ...off, [kind]: limit })}
        />
      )}
    </>
  );
}
