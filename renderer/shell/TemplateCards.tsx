import { createProject } from '../state/project-session.ts';
import { useT } from '../ui/i18n.ts';
import { type TemplateCard, templateGroups } from '../../shared/templates/cards.ts';
import classes from './shell.module.css';

/** Whole projects, ready to run, by what they are about, each with a sentence on what it shows. */
export function TemplateCards() {
  const t = useT();
  return templateGroups.map(({ title, cards }) => (
    <section key={title} aria-labelledby={title}>
      <h3 id={title} className={classes.subsection}>
        {t(title)}
      </h3>
      <div className={classes.cards}>
        {cards.map((card) => (
          <Card key={card.id} card={card} />
        ))}
      </div>
    </section>
  ));
}

function Card({ card }: { card: TemplateCard }) {
  const t = useT();
  return (
    <button type="button" className={classes.card} onClick={() => void createProject(card.id, t(card.title))}>
      <strong>{t(card.title)}</strong>
      <span>{t(card.sentence)}</span>
    </button>
  );
}
