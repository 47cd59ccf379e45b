import { Drawer, TextInput } from '@mantine/core';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { type LayerCategory, layerCategories } from '../../shared/layers/layer-type.ts';
import { layerTypes } from '../../shared/layers/index.ts';
import { type LayerArticle, layerArticle, layerIds } from '../../shared/layer-reference/article.ts';
import { searchArticles } from '../../shared/layer-reference/search.ts';
import { useStudio } from '../state/store.ts';
import { currentLanguage, useT } from '../ui/i18n.ts';
import { Icon } from '../ui/icons.tsx';
import { Article } from './Article.tsx';
import type { Topic } from './asked-layer.ts';
import { BlockArticle } from './BlockArticle.tsx';
import classes from './reference.module.css';

/** Every layer explained: a list that can be searched, and beside it the one that was asked for. */
export default function Reference({ shown }: { shown: Topic }) {
  const t = useT();
  const { openReference } = useStudio.getState();
  const language = currentLanguage();
  const articles = useMemo(() => layerIds.map((id) => layerArticle(id, language, t)), [language, t]);
  const [query, setQuery] = useState('');
  const found = useMemo(() => searchArticles(articles, query), [articles, query]);
  const article = articles.find(({ id }) => id === shown);
  return (
    <Drawer
      opened
      onClose={() => openReference(null)}
      title={t('reference.title')}
      position="right"
      size="min(920px, 100vw)"
      closeButtonProps={{ 'aria-label': t('app.close') }}
      classNames={{ body: classes.body, content: classes.content }}
    >
      <div className={classes.place}>
        <nav className={classes.list} aria-label={t('reference.list')} onKeyDown={moveFocus}>
          <TextInput
            data-autofocus
            value={query}
            onChange={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && found[0]) openReference(found[0].id);
            }}
            placeholder={t('reference.search')}
            aria-label={t('reference.search')}
            leftSection={<Icon name="search" size={14} />}
          />
          <div className={classes.names}>
            {layerCategories.map((category) => (
              <Names key={category} category={category} articles={found} shown={shown} />
            ))}
            {found.length === 0 && <p className={classes.none}>{t('reference.nothing', { query })}</p>}
          </div>
        </nav>
        {article ? <Article key={article.id} article={article} /> : <BlockArticle />}
      </div>
    </Drawer>
  );
}

interface NamesProps {
  readonly category: LayerCategory;
  readonly articles: readonly LayerArticle[];
  readonly shown: Topic;
}

function Names({ category, articles, shown }: NamesProps) {
  const t = useT();
  const members = articles.filter(({ id }) => layerTypes[id].category === category);
  if (members.length === 0) return null;
  return (
    <>
      <h3>{t(`category.${category}`)}</h3>
      <ul>
        {members.map(({ id, title }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === shown ? 'page' : undefined}
              onClick={() => useStudio.getState().openReference(id)}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Up and down through the names, as in the palette. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button')];
  const at = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
