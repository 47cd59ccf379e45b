import { Button, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type TemplateCard, type TemplateGroup, templateGroups } from '../../shared/templates/cards.ts';
import { searchTemplates } from '../../shared/templates/search-templates.ts';
import { commandOf, runCommand } from '../commands/commands.ts';
import { createProject } from '../state/project-session.ts';
import { useT } from '../ui/i18n.ts';
import { Icon, type IconName } from '../ui/icons.tsx';
import { TemplatePicture } from './TemplatePicture.tsx';
import classes from './start.module.css';

/** Whole projects, ready to run: each with a picture of its model and a sentence on what it shows. */
export function Gallery() {
  const t = useT();
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const groups = useMemo(() => searchTemplates(query, t), [query, t]);
  const shown = groups.filter(({ title }) => chosen === null || title === chosen);
  return (
    <section aria-labelledby="templates">
      <div className={classes.galleryHead}>
        <h2 id="templates" className={classes.section}>
          {t('start.templates')}
        </h2>
        <div role="group" aria-label={t('start.filter')} className={classes.filters}>
          {[null, ...templateGroups.map(({ title }) => title)].map((title) => (
            <Button
              key={title ?? 'all'}
              size="compact-sm"
              variant={chosen === title ? 'light' : 'subtle'}
              color={chosen === title ? undefined : 'gray'}
              aria-pressed={chosen === title}
              onClick={() => setChosen(title)}
            >
              {t(title ?? 'start.allTemplates')}
            </Button>
          ))}
        </div>
        <TextInput
          className={classes.search}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          placeholder={t('start.searchTemplates')}
          aria-label={t('start.searchTemplates')}
          leftSection={<Icon name="search" size={14} />}
        />
      </div>
      <p className="visually-hidden" role="status">
        {query === '' ? '' : t('start.foundTemplates', { count: shown.flatMap(({ cards }) => cards).length })}
      </p>
      {shown.map((group) => (
        <Group key={group.title} group={group} />
      ))}
      {shown.length === 0 && <p className={classes.nothing}>{t('start.noTemplate')}</p>}
    </section>
  );
}

function Group({ group: { title, cards } }: { group: TemplateGroup }) {
  const t = useT();
  return (
    <section aria-labelledby={title}>
      <h3 id={title} className={classes.subsection}>
        {t(title)}
      </h3>
      <div className={classes.cards}>
        {cards.map((card) => (
          <Card key={card.key} card={card} />
        ))}
      </div>
    </section>
  );
}

const toolIcons: Readonly<Record<string, IconName>> = { compareEngines: 'cost', showSummary: 'table' };

async function open({ id, command }: TemplateCard, name: string): Promise<void> {
  if ((await createProject(id, name)) && command !== undefined) runCommand(commandOf(command));
}

function Card({ card }: { card: TemplateCard }) {
  const t = useT();
  return (
    <button
      type="button"
      className={classes.card}
      data-template={card.key}
      onClick={() => void open(card, t(`template.${card.id}`))}
    >
      {card.command === undefined ? (
        <TemplatePicture id={card.id} />
      ) : (
        <span className={classes.picture}>
          <Icon name={toolIcons[card.command] ?? 'model'} size={40} />
        </span>
      )}
      <strong>{t(card.title)}</strong>
      <span className={classes.sentence}>{t(card.sentence)}</span>
    </button>
  );
}
