import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { TemplateId } from '../../shared/templates/cards.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';
import classes from './start.module.css';

/** The model of a template in small, drawn when its card comes into sight. Decorative: the card says in words what it shows. */
export function TemplatePicture({ id }: { id: TemplateId }) {
  const frame = useRef<HTMLSpanElement>(null);
  const address = useDrawn(id, useSeen(frame));
  return (
    <span ref={frame} className={classes.picture} data-drawn={address !== undefined}>
      {address !== undefined && <img src={address} alt="" />}
    </span>
  );
}

function useSeen(frame: React.RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!frame.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        setSeen(true);
        observer.disconnect();
      },
      { rootMargin: '300px' },
    );
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame]);
  return seen;
}

/** The templates' graphs are a chunk of their own: the start page is there before its pictures are. */
function useDrawn(id: TemplateId, wanted: boolean): string | undefined {
  const t = useT();
  const dark = useComputedColorScheme('light') === 'dark';
  const language = currentLanguage();
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    void import('./template-thumbnail.ts').then(({ templateThumbnail }) => {
      if (current) setAddress(`data:image/svg+xml,${encodeURIComponent(templateThumbnail(id, t, dark))}`);
    });
    return () => {
      current = false;
    };
  }, [id, wanted, t, dark, language]);
  return address;
}
