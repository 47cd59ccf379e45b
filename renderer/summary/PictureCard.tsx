import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useShownFacts } from '../state/derived.ts';
import { useDoc } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import { tellError } from '../ui/notify.ts';
import { type PictureFormat, type PictureLook, pictureOf, savePicture } from './save-picture.ts';
import classes from './summary.module.css';

/** The drawing as SVG or PNG, seen before it is saved. It needs no training. */
export function PictureCard() {
  const t = useT();
  const [look, setLook] = useState<PictureLook>({ dark: false, layout: 'stored' });
  const address = usePreview(look);
  const save = (format: PictureFormat): void => void savePicture(format, look).catch(tellError);
  return (
    <section className={classes.card} aria-label={t('picture.title')}>
      <h2>{t('picture.title')}</h2>
      <Text size="sm">{t('picture.text')}</Text>
      {address !== undefined && <img className={classes.preview} src={address} alt={t('picture.preview')} />}
      <Group gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('picture.layout')}
          value={look.layout}
          onChange={(layout) => setLook({ ...look, layout: layout === 'auto' ? 'auto' : 'stored' })}
          data={[
            { value: 'stored', label: t('picture.stored') },
            { value: 'auto', label: t('picture.auto') },
          ]}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('picture.colours')}
          value={look.dark ? 'dark' : 'light'}
          onChange={(colours) => setLook({ ...look, dark: colours === 'dark' })}
          data={[
            { value: 'light', label: t('picture.light') },
            { value: 'dark', label: t('picture.dark') },
          ]}
        />
        <Button onClick={() => save('svg')}>{t('picture.saveSvg')}</Button>
        <Button onClick={() => save('png')}>{t('picture.savePng')}</Button>
      </Group>
    </section>
  );
}

/** Address of the picture as it would be saved; undefined while nothing is drawn. */
function usePreview(look: PictureLook): string | undefined {
  const t = useT();
  const doc = useDoc();
  const facts = useShownFacts();
  const svg = useMemo(
    () => (doc.graph.nodes.length === 0 ? undefined : pictureOf(doc, look).svg),
    // `t` and `facts` stand for the language and for what the core has told about the data.
    [doc, look, t, facts],
  );
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (svg === undefined) return setAddress(undefined);
    const made = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [svg]);
  return address;
}
