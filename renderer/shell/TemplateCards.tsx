import { createProject } from '../state/project-session.ts';
import { useT } from '../ui/i18n.ts';
import { templateCards } from '../../shared/templates/cards.ts';
import classes from './shell.module.css';

/** Whole projects, ready to run, each with a sentence on what it shows. */
export function TemplateCards() {
  const t = useT();
  return (
    <div className={classes.cards}>
      {templateCards.map((template) => (
        <button
          key={template.id}
          type="button"
          className={classes.card}
          onClick={() => void createProject(template.id, t(template.title))}
        >
          <strong>{t(template.title)}</strong>
          <span>{t(template.sentence)}</span>
        </button>
      ))}
    </div>
  );
}
