/** The few pages that the server makes itself, in both languages: nobody is signed in yet, so no setting is known. */

interface Text {
  readonly en: string;
  readonly chinese: string;
}

const page = (title: string, { en, chinese }: Text, head = ''): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>${head}</head>` +
  `<body style="font: 16px system-ui; max-width: 40em; margin: 4em auto"><p>${en}</p><p lang="zh-Hans">${chinese}</p></body></html>`;

export const signInPage = page('Weft Studio', {
  en: 'This address needs its token. Open the address that the terminal printed when Weft Studio started.',
  chinese: '访问此地址需要令牌。请打开启动 Weft Studio 时终端中显示的地址。',
});

/** A link on another site was followed: the Strict cookie travels only on a navigation that starts here. */
export const continuePage = page(
  'Weft Studio',
  { en: 'Opening Weft Studio …', chinese: '正在打开 Weft Studio……' },
  '<meta http-equiv="refresh" content="0;url=/">',
);

export const notBuiltPage = page('Weft Studio', {
  en: 'The page has not been built yet. Start Weft Studio with <code>npm start</code>, which builds it.',
  chinese: '页面尚未构建。请用 <code>npm start</code> 启动 Weft Studio，它会自动构建。',
});
