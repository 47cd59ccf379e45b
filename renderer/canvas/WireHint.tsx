import { useConnection } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import { nodeIdSchema } from '../../shared/ids.ts';
import type { WireFits } from '../../shared/graph/wire-fits.ts';
import { useShownFacts } from '../state/derived.ts';
import { useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { fitText } from './fit-text.ts';
import { layerAt } from './layer-under-pointer.ts';
import { markOf, type PortMark, useWireDrag } from './wire-drag.ts';
import classes from './wires.module.css';

/** Beside the pointer while a wire is drawn: whether it may end here, and why not. */
export function WireHint() {
  const fits = useWireDrag((state) => state.fits);
  return fits && <Hint fits={fits} />;
}

const distance = 18;

function Hint({ fits }: { fits: WireFits }) {
  const t = useT();
  const facts = useShownFacts();
  const box = useRef<HTMLDivElement>(null);
  const [under, setUnder] = useState<string | undefined>(undefined);
  // The port that the wire would snap to, else the best one of the layer under the pointer.
  const near = useConnection(({ toHandle }) => (toHandle?.id ? `${toHandle.nodeId} ${toHandle.id}` : undefined));

  useEffect(() => {
    const follow = (event: MouseEvent | TouchEvent): void => {
      const at = 'touches' in event ? event.touches[0] : event;
      if (!at || !box.current) return;
      const { width, height } = box.current.getBoundingClientRect();
      const x = Math.min(at.clientX + distance, innerWidth - width - 8);
      const y = at.clientY + distance + height > innerHeight ? at.clientY - distance - height : at.clientY + distance;
      box.current.style.translate = `${Math.max(8, x)}px ${Math.max(8, y)}px`;
      setUnder(layerAt(document.elementFromPoint(at.clientX, at.clientY)));
    };
    document.addEventListener('mousemove', follow);
    document.addEventListener('touchmove', follow);
    return () => {
      document.removeEventListener('mousemove', follow);
      document.removeEventListener('touchmove', follow);
    };
  }, []);

  const [nearNode, nearPort] = near?.split(' ') ?? [];
  const id = nodeIdSchema.safeParse(nearNode ?? under);
  const node = id.success ? id.data : undefined;
  const port = nearPort ?? (node && fits.best(node)?.name);
  const fit = node === undefined ? undefined : fits.at(node, port ?? '');
  const mark: PortMark | undefined = fit && markOf(fit);
  const lines = fit ? fitText(fit, t, (other) => facts.names.get(other) ?? '') : [];
  return (
    <div ref={box} className={classes.hint} data-fit={mark} role="status" data-wire-hint>
      {mark && mark !== 'own' && (
        <strong>
          <Icon name={mark === 'fits' ? 'check' : mark === 'repair' ? 'wrench' : 'warning'} size={14} />
          {t(`editor.fit.${mark}`, { name: facts.names.get(node ?? '') ?? '' })}
        </strong>
      )}
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
      {!mark && <span>{t('editor.fitDrop')}</span>}
    </div>
  );
}
