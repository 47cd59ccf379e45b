/**
 * Who holds a project for writing. The id survives a reload of the tab, but a duplicated tab must get its own: so it is
 * put into the tab's storage only while the page goes away, and taken out again when it comes back.
 */
const key = 'weft.clientId';

function takeOrMake(): string {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return kept ?? `page-${crypto.randomUUID()}`;
}

export const clientId: string = takeOrMake();
window.addEventListener('pagehide', () => sessionStorage.setItem(key, clientId));
window.addEventListener('pageshow', () => sessionStorage.removeItem(key));
