import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { LayerArticle, PortRow } from '../../shared/layer-reference/article.ts';
import type { RichText } from '../../shared/layer-reference/rich-text.ts';
import { addFromPalette } from '../canvas/canvas-actions.ts';
import { useStudio } from '../state/store.ts';
import { Fact } from '../ui/Fact.tsx';
import { useT } from '../ui/i18n.ts';
import classes from './reference.module.css';

const titleId = 'reference-article';

/** One layer of the reference. */
export function Article({ article }: { article: LayerArticle }) {
  const t = useT();
  return (
    <article className={classes.article} aria-labelledby={titleId} tabIndex={0}>
      <p className={classes.category}>{article.category}</p>
      <h2 id={titleId}>{article.title}</h2>
      <p className={classes.lead}>{article.help}</p>
      <AddButton article={article} />
      <Part title={t('reference.formula')}>
        <pre className={classes.formula}>{article.formula.join('\n')}</pre>
      </Part>
      <Part title={t('reference.example')}>
        <p>
          <Rich text={article.example} />
        </p>
        <Tried article={article} />
      </Part>
      <Part title={t('reference.pitfalls')}>
        <ul>
          {article.pitfalls.map((pitfall, at) => (
            <li key={at}>
              <Rich text={pitfall} />
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t('reference.shapes')}>
        <dl>
          <Ports title={t('reference.inputs')} ports={article.inputs} />
          <Ports title={t('reference.outputs')} ports={article.outputs} />
        </dl>
      </Part>
      {article.masks.length > 0 && (
        <Part title={t('reference.masks')}>
          {article.masks.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </Part>
      )}
      <Part title={t('reference.params')}>
        <Params article={article} />
      </Part>
      {(article.keras ?? article.paper) !== undefined && (
        <Part title={t('reference.source')}>
          <dl>
            {article.keras !== undefined && <Fact name={t('reference.keras')} value={article.keras} />}
            {article.paper !== undefined && <Fact name={t('reference.paper')} value={article.paper} />}
          </dl>
        </Part>
      )}
    </article>
  );
}

/** One heading of an article. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.part}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** Puts the layer where the palette would, when there is a drawing to put it into. */
function AddButton({ article }: { article: LayerArticle }) {
  const t = useT();
  const possible = useStudio((state) => state.doc !== null && state.writable && state.place === 'model');
  if (!possible) return null;
  return (
    <Button
      variant="light"
      onClick={() => {
        useStudio.getState().openReference(null);
        addFromPalette(article.id, { focus: true });
      }}
    >
      {t('reference.add')}
    </Button>
  );
}

function Rich({ text }: { text: RichText }) {
  return text.map((part, at) =>
    typeof part === 'string' ? (
      part
    ) : (
      <button
        key={at}
        type="button"
        className={classes.link}
        onClick={() => useStudio.getState().openReference(part.layer)}
      >
        {part.label}
      </button>
    ),
  );
}

function Tried({ article: { title, tried } }: { article: LayerArticle }) {
  const t = useT();
  const weights =
    tried.weights === 0
      ? t('reference.noWeights')
      : t('reference.weights', { text: tried.weights.toLocaleString('en-US') });
  const flow = [tried.takes, title, tried.gives].filter((part) => part !== '').join(' → ');
  return (
    <p className={classes.tried}>
      <strong>{flow}</strong>
      <br />
      {[tried.settings, weights].filter((part) => part !== '').join(' · ')}
    </p>
  );
}

function Ports({ title, ports }: { title: string; ports: readonly PortRow[] }) {
  const t = useT();
  if (ports.length === 0) return null;
  const texts = ports.map(({ label, notes }) =>
    notes.length === 0 ? label : t('reference.noted', { label, notes: notes.join(t('reference.comma')) }),
  );
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {texts.map((text) => (
          <div key={text}>{text}</div>
        ))}
      </dd>
    </>
  );
}

function Params({ article: { params } }: { article: LayerArticle }) {
  const t = useT();
  if (params.length === 0) return <p>{t('reference.noParams')}</p>;
  return (
    <table className={classes.params}>
      <thead>
        <tr>
          <th scope="col">{t('reference.param')}</th>
          <th scope="col">{t('reference.default')}</th>
          <th scope="col">{t('reference.range')}</th>
        </tr>
      </thead>
      <tbody>
        {params.map((row) => (
          <tr key={row.name}>
            <th scope="row">
              {row.label}
              {row.advanced && <small>{t('reference.advanced')}</small>}
              {row.help !== '' && <p>{row.help}</p>}
            </th>
            <td>{row.fallback}</td>
            <td>{row.range}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
