/** Bad tables (structure, header, delimiter, encoding): what is refused at import, what is read as meant, and what a person reads. */
import { describe, expect, test } from 'vitest';
import { problemTexts } from './problem-texts.ts';
import { english, temporaryStore } from './support.ts';

const { importText, store } = temporaryStore();

interface Refused {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly code: string;
  readonly row?: number;
  readonly column?: string;
  readonly text: RegExp;
  readonly options?: Parameters<typeof importText>[1];
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const latin = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const utf16 = (text: string, big = false): Uint8Array => {
  const buffer = Buffer.from(text, 'utf16le');
  return big ? buffer.swap16() : buffer;
};
// 年龄,城市 in GBK, 類別 in Big5, 日本 in Shift_JIS.
const gbk = Buffer.concat([
  bytes(0xc4, 0xea, 0xc1, 0xe4, 0x2c, 0xb3, 0xc7, 0xca, 0xd0),
  latin('\n1,'),
  bytes(0xb1, 0xb1, 0xbe, 0xa9),
  latin('\n2,'),
  bytes(0xc9, 0xcf, 0xba, 0xa3, 0x0a),
]);
const big5 = Buffer.concat([bytes(0xc3, 0xfe, 0xa7, 0x4f), latin(',b\n1,2\n')]);
const shiftJis = Buffer.concat([bytes(0x93, 0xfa, 0x96, 0x7b), latin(',b\n1,2\n')]);

const refused: Refused[] = [
  {
    name: 'too few fields',
    content: 'a,b,c\n1,2,3\n4,5\n',
    code: 'data/field-count',
    row: 3,
    text: /row 3: This row has 2 fields where 3 were expected.*begins: 4,5/,
  },
  {
    name: 'too many fields',
    content: 'a,b\n1,2\n3,4\n5,6,7\n',
    code: 'data/field-count',
    row: 4,
    text: /row 4: This row has 3 fields where 2 were expected.*begins: 5,6,7/,
  },
  {
    name: 'unclosed quote',
    content: 'a,b\n1,"two\n3,4\n5,6\n',
    code: 'data/unclosed-quote',
    row: 2,
    column: 'b',
    text: /row 2, column “b”: A quotation mark is opened in field 2 and never closed; the field begins: two/,
  },
  {
    name: 'text after a closing quote',
    content: 'a,b\n1,"two" too\n3,4\n',
    code: 'data/text-after-quote',
    row: 2,
    column: 'b',
    text: /row 2, column “b”: After the closing quotation mark of field 2.*there is: {2}too/,
  },
  { name: 'empty file', content: '', code: 'data/file-empty', text: /table\.csv: The file is empty/ },
  { name: 'only blank lines', content: '\n\n  \n', code: 'data/file-empty', text: /The file is empty/ },
  { name: 'header only', content: 'a,b\n', code: 'data/header-only', row: 1, text: /names for 2 columns, but no row/ },
  {
    name: 'preamble above the header',
    content: 'Export of Monday\na,b,c\n1,2,3\n',
    code: 'data/header-missing',
    row: 1,
    text: /row 1: Row 1 should hold the names of 3 columns/,
  },
  {
    name: 'two tables in one file',
    content: 'a,b\n1,2\n\nx,y,z\n1,2,3\n',
    code: 'data/field-count',
    row: 4,
    text: /row 4: This row has 3 fields where 2 were expected.*begins: x,y,z/,
  },
  {
    name: 'header missing',
    content: '1,2\n3,4\n',
    code: 'data/header-missing',
    row: 1,
    text: /Row 1 should hold the names of 2 columns, but holds: 1, 2/,
  },
  {
    name: 'duplicate column',
    content: 'a,b,a\n1,2,3\n',
    code: 'data/duplicate-column',
    row: 1,
    column: 'a',
    text: /Two columns are called “a”: number 1 and number 3/,
  },
  {
    name: 'a column name of 100 KB',
    content: `${'n'.repeat(100_000)},b\n1,2\n`,
    code: 'data/field-too-large',
    row: 1,
    text: /Field 1 has 100000 characters, at most 1000/,
  },
  {
    name: 'decimal comma with a comma between fields',
    content: 'a,b\n1,5,2\n2,5,3\n',
    code: 'data/field-count',
    row: 2,
    text: /row 2: This row has 3 fields where 2.*unquoted comma/,
  },
  {
    name: 'a quoted field without end, of 20 MB',
    content: `a,b\n1,"${'x'.repeat(20_000_000)}\n`,
    code: 'data/field-too-large',
    row: 2,
    text: /at most 16777216 are read/,
  },
  {
    name: 'Big5 declared as UTF-8',
    content: big5,
    options: { encoding: 'utf-8' },
    code: 'data/encoding',
    row: 1,
    text: /The byte 0xC3 at offset 0 is no text in the encoding utf-8/,
  },
  {
    name: 'GBK declared as UTF-8',
    content: gbk,
    options: { encoding: 'utf-8' },
    code: 'data/encoding',
    row: 1,
    text: /byte 0xC4 at offset 0/,
  },
  {
    name: 'Shift_JIS declared as UTF-8',
    content: shiftJis,
    options: { encoding: 'utf-8' },
    code: 'data/encoding',
    row: 1,
    text: /byte 0x93 at offset 0/,
  },
  {
    name: 'windows-1252 declared as UTF-8',
    content: latin('name,b\nAnn,1\nCafé,2\n'),
    options: { encoding: 'utf-8' },
    code: 'data/encoding',
    row: 3,
    text: /row 3: The byte 0xE9 at offset 16/,
  },
  {
    name: 'windows-1252 undeclared',
    content: latin('name,b\nAnn,1\nCafé,2\n'),
    code: 'data/encoding',
    text: /byte 0xE9 at offset 16.*Save the file as UTF-8/,
  },
  {
    name: 'UTF-16 without mark declared as UTF-8',
    content: utf16('a,b\n1,2\n'),
    options: { encoding: 'utf-8' },
    code: 'data/nul-byte',
    row: 1,
    text: /zero byte at offset 1.*UTF-8/,
  },
  {
    name: 'UTF-16 of odd length',
    content: Buffer.concat([bytes(0xff, 0xfe), utf16('a,b\n1,2\n'), bytes(0x31)]),
    code: 'data/encoding',
    text: /is no text in the encoding utf-16le/,
  },
  {
    name: 'lone surrogate in UTF-16',
    content: Buffer.concat([bytes(0xff, 0xfe), utf16('a,b\nx\ud800,2\n')]),
    code: 'data/encoding',
    text: /is no text in the encoding utf-16le/,
  },
  {
    name: 'mixed encodings',
    content: Buffer.concat([Buffer.from('城市,b\n北京,1\n', 'utf8'), gbk]),
    code: 'data/encoding',
    row: 3,
    text: /The byte 0xC4 at offset 18/,
  },
  {
    name: 'NUL bytes',
    content: latin('a,b\n1,2\n\u00003,4\n'),
    code: 'data/nul-byte',
    row: 3,
    text: /row 3: There is a zero byte at offset 8/,
  },
  {
    name: 'wrong byte order mark',
    content: Buffer.concat([bytes(0xff, 0xfe), latin('a,b\n1,2\n3,4')]),
    code: 'data/encoding',
    text: /utf-16le/,
  },
];

describe('refused at import, with file, row, column and value', () => {
  test.each(refused)('$name', async ({ content, options, code, row, column, text }) => {
    const result = await importText(content, options);
    if (result.ok) throw new Error(`imported: ${JSON.stringify(result.value)}`);
    const first = result.problem.find((entry) => entry.severity === 'error');
    if (!first) throw new Error('no error');
    expect(first.code).toBe(code);
    expect(first.file).toBe('table.csv');
    if (row !== undefined) expect(first.row).toBe(row);
    if (column !== undefined) expect(first.column).toBe(column);
    expect(problemTexts(first)).toMatch(text);
  });

  test('two faults are both listed', async () => {
    const result = await importText('a,b\n1\n2,3\n4,5,6\n');
    expect(result.ok ? [] : result.problem.map((entry) => entry.row)).toEqual([2, 4]);
  });
});

interface Accepted {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly columns: Record<string, string>;
  readonly rows: number;
  readonly cell?: readonly [number, number, unknown];
  readonly note?: readonly [string, RegExp];
  readonly options?: Parameters<typeof importText>[1];
}

const accepted: Accepted[] = [
  { name: 'CR only', content: 'a,b\r1,2\r3,4\r', columns: { a: 'integer', b: 'integer' }, rows: 2, cell: [1, 1, 4] },
  {
    name: 'mixed line ends',
    content: 'a,b\r\n1,2\n3,4\r5,6\r\n',
    columns: { a: 'integer', b: 'integer' },
    rows: 3,
    cell: [2, 0, 5],
  },
  {
    name: 'no final newline',
    content: 'a,b\n1,2\n3,4',
    columns: { a: 'integer', b: 'integer' },
    rows: 2,
    cell: [1, 1, 4],
  },
  {
    name: 'blank lines',
    content: 'a,b\n\n1,2\n\n\n3,4\n',
    columns: { a: 'integer', b: 'integer' },
    rows: 2,
    cell: [1, 0, 3],
    note: ['data/blank-lines', /3 blank lines/],
  },
  {
    name: 'quote in the middle of a field',
    content: 'a,b\n5" pipe,2\n6" pipe,3\n',
    columns: { a: 'text', b: 'integer' },
    rows: 2,
    cell: [0, 0, '5" pipe'],
    note: ['data/quote-in-field', /2 quotation marks/],
  },
  {
    name: 'a column called __proto__',
    content: '__proto__,constructor\n1,2\n',
    columns: { ['__proto__']: 'integer', constructor: 'integer' },
    rows: 1,
    cell: [0, 0, 1],
  },
  {
    name: 'leading BOM',
    content: '\ufeffa,b\n1,2\n',
    columns: { a: 'integer', b: 'integer' },
    rows: 1,
    cell: [0, 0, 1],
  },
  {
    name: 'invisible characters in a name',
    content: 'a\u200b,b\n1,2\n',
    columns: { a: 'integer', b: 'integer' },
    rows: 1,
    note: ['data/invisible-characters', /column 1 has characters that cannot be seen/],
  },
  {
    name: 'names that differ only in case',
    content: 'Temp,temp\n1,2\n',
    columns: { Temp: 'integer', temp: 'integer' },
    rows: 1,
    cell: [0, 1, 2],
    note: ['data/similar-columns', /“temp” differs from “Temp” only/],
  },
  {
    name: 'empty name',
    content: ',b\n1,2\n',
    columns: { column1: 'integer', b: 'integer' },
    rows: 1,
    note: ['data/empty-column-name', /Column 1 has no name; it is called “column1”/],
  },
  { name: 'semicolons', content: 'a;b\n1;2\n3;4\n', columns: { a: 'integer', b: 'integer' }, rows: 2, cell: [1, 1, 4] },
  { name: 'tabs', content: 'a\tb\n1\t2\n', columns: { a: 'integer', b: 'integer' }, rows: 1 },
  { name: 'bars', content: 'a|b\n1|2\n', columns: { a: 'integer', b: 'integer' }, rows: 1 },
  { name: 'spaces', content: 'a b\n1 2\n3 4\n', columns: { a: 'integer', b: 'integer' }, rows: 2, cell: [1, 1, 4] },
  {
    name: 'comma and space',
    content: 'a, b\n1, 2\n3, 4\n',
    columns: { a: 'integer', b: 'integer' },
    rows: 2,
    cell: [1, 1, 4],
  },
  {
    name: 'decimal comma with semicolons',
    content: 'a;b\n1,5;2\n2,5;3\n',
    columns: { a: 'number', b: 'integer' },
    rows: 2,
    cell: [0, 0, 1.5],
  },
  {
    name: '1.234,56',
    content: 'a;b\n1.234,56;2\n2,5;3\n',
    columns: { a: 'number', b: 'integer' },
    rows: 2,
    cell: [0, 0, 1234.56],
  },
  {
    name: 'GBK',
    content: gbk,
    columns: { 年龄: 'integer', 城市: 'text' },
    rows: 2,
    cell: [1, 1, '上海'],
    note: ['data/encoding-guessed', /guessed as gb18030/],
  },
  {
    name: 'GB18030 declared',
    content: gbk,
    options: { encoding: 'gb18030' },
    columns: { 年龄: 'integer', 城市: 'text' },
    rows: 2,
    cell: [0, 1, '北京'],
  },
  {
    name: 'UTF-16 LE with mark',
    content: Buffer.concat([bytes(0xff, 0xfe), utf16('城市,b\n北京,2\n')]),
    columns: { 城市: 'text', b: 'integer' },
    rows: 1,
    cell: [0, 0, '北京'],
  },
  {
    name: 'UTF-16 BE with mark',
    content: Buffer.concat([bytes(0xfe, 0xff), utf16('城市,b\n北京,2\n', true)]),
    columns: { 城市: 'text', b: 'integer' },
    rows: 1,
    cell: [0, 0, '北京'],
  },
  {
    name: 'UTF-16 LE without mark',
    content: utf16('name,b\nAnn,2\n'),
    columns: { name: 'text', b: 'integer' },
    rows: 1,
    cell: [0, 1, 2],
  },
  {
    name: 'empty and blank numbers are missing, not 0',
    content: 'a,b\n1,2\n,3\n  ,4\n',
    columns: { a: 'integer', b: 'integer' },
    rows: 3,
    cell: [1, 0, null],
  },
  {
    name: 'NaN, NA, null and - are missing, and said to be',
    content: 'a,b\n1,2\nNaN,3\nNA,4\nnull,5\n-,6\n',
    columns: { a: 'integer', b: 'integer' },
    rows: 5,
    cell: [2, 0, null],
    note: ['data/missing-tokens', /words count as missing values: .*NA \(1\)/],
  },
  {
    name: 'codes with leading zeros keep them',
    content: 'zip,b\n08123,1\n10115,2\n',
    columns: { zip: 'text', b: 'integer' },
    rows: 2,
    cell: [0, 0, '08123'],
    note: ['data/ambiguous-number', /some begin with 0/],
  },
  {
    name: 'beyond 2^53',
    content: 'id,b\n9007199254740993,1\n9007199254740995,2\n',
    columns: { id: 'text', b: 'integer' },
    rows: 2,
    cell: [0, 0, '9007199254740993'],
    note: ['data/too-precise', /“9007199254740993” has more digits/],
  },
];

describe('read as meant, with a note where something was decided', () => {
  test.each(accepted)('$name', async ({ content, options, columns, rows, cell, note }) => {
    const result = await importText(content, options);
    if (!result.ok) throw new Error(result.problem.map(english).join('\n'));
    expect(result.value.columns.map(({ name, type }) => [name, type])).toEqual(
      Object.entries(columns).length > 0 ? entriesOf(columns) : [],
    );
    expect(result.value.rows).toBe(rows);
    if (cell)
      expect((await store.preview(result.value.sha256, { offset: cell[0], limit: 1 })).rows[0]?.[cell[1]]).toBe(
        cell[2],
      );
    if (note) {
      const found = result.value.problems.find((entry) => entry.code === note[0]);
      if (!found) throw new Error(`no ${note[0]}: ${JSON.stringify(result.value.problems)}`);
      expect(problemTexts(found)).toMatch(note[1]);
    }
  });

  // `{ __proto__: … }` with brackets is an own property; Object.entries lists it.
  const entriesOf = (columns: Record<string, string>): [string, string][] => Object.entries(columns);
});
