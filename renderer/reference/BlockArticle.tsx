import { useT } from '../ui/i18n.ts';
import { Part } from './Article.tsx';
import classes from './reference.module.css';

const titleId = 'reference-article';
const pitfalls = ['shared', 'time', 'inputs'] as const;

/** What a block is: it has no record of its own, its layers have. */
export function BlockArticle() {
  const t = useT();
  return (
    <article className={classes.article} aria-labelledby={titleId} tabIndex={0}>
      <p className={classes.category}>{t('category.blocks')}</p>
      <h2 id={titleId}>{t('layer.block')}</h2>
      <p className={classes.lead}>{t('reference.block.lead')}</p>
      <Part title={t('reference.formula')}>
        <pre className={classes.formula}>{t('reference.block.formula')}</pre>
      </Part>
      <Part title={t('reference.example')}>
        <p>{t('reference.block.example')}</p>
      </Part>
      <Part title={t('reference.pitfalls')}>
        <ul>
          {pitfalls.map((pitfall) => (
            <li key={pitfall}>{t(`reference.block.pitfall.${pitfall}`)}</li>
          ))}
        </ul>
      </Part>
      <Part title={t('reference.shapes')}>
        <p>{t('reference.block.shapes')}</p>
      </Part>
    </article>
  );
}
