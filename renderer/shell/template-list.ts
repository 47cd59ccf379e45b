/** The start page needs a template's words only, not its graph. */
export interface TemplateCard {
  readonly id: string;
  /** Catalogue keys. */
  readonly title: string;
  readonly sentence: string;
}

export const templateCards: readonly TemplateCard[] = [];
