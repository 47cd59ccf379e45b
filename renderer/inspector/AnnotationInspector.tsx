import { Button, NumberInput, Radio, Textarea, TextInput } from '@mantine/core';
import { type Annotation, annotationColours } from '../../shared/graph/graph-doc.ts';
import { editAnnotation } from '../canvas/annotation-actions.ts';
import annotationClasses from '../canvas/annotations.module.css';
import { useCommand } from '../commands/useCommand.ts';
import { useStudio } from '../state/store.ts';
import { useT } from '../ui/i18n.ts';
import classes from './inspector.module.css';

/** The words, colour and size of a note or frame: everything that the mouse does on the canvas. */
export function AnnotationInspector({ annotation }: { readonly annotation: Annotation }) {
  const t = useT();
  const writable = useStudio((state) => state.writable);
  const { id, kind, text, colour, size } = annotation;
  const remove = useCommand('delete');
  const Field = kind === 'note' ? Textarea : TextInput;
  return (
    <>
      <div className={classes.head}>
        <h2>{t(`canvas.${kind}`)}</h2>
        <p className={classes.lead}>{t('canvas.noteHint')}</p>
      </div>
      <Field
        label={kind === 'note' ? t('canvas.noteText') : t('canvas.frameText')}
        value={text}
        disabled={!writable}
        {...(kind === 'note' ? { autosize: true, minRows: 3 } : {})}
        onChange={(event: { currentTarget: { value: string } }) =>
          editAnnotation(id, { text: event.currentTarget.value })
        }
      />
      <Radio.Group
        label={t('canvas.colour')}
        value={colour}
        onChange={(chosen) => {
          const known = annotationColours.find((candidate) => candidate === chosen);
          if (known) editAnnotation(id, { colour: known });
        }}
      >
        <div className={classes.colours}>
          {annotationColours.map((choice) => (
            <Radio
              key={choice}
              value={choice}
              disabled={!writable}
              label={
                <>
                  <span className={annotationClasses.swatch} data-colour={choice} aria-hidden />{' '}
                  {t(`canvas.colour.${choice}`)}
                </>
              }
            />
          ))}
        </div>
      </Radio.Group>
      <div className={classes.row}>
        {(['width', 'height'] as const).map((side) => (
          <NumberInput
            key={side}
            label={t(`canvas.${side}`)}
            value={size[side]}
            min={40}
            max={20_000}
            step={10}
            disabled={!writable}
            onChange={(value) => {
              if (typeof value === 'number' && value >= 40 && value <= 20_000)
                editAnnotation(id, { size: { ...size, [side]: Math.round(value) } });
            }}
          />
        ))}
      </div>
      <div className={classes.actions}>
        <Button variant="default" disabled={!remove.enabled} onClick={remove.run}>
          {remove.label}
        </Button>
      </div>
    </>
  );
}
