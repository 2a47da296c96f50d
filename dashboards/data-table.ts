import { element } from './element.ts';

export interface Column<Row> {
  readonly name: string;
  /** What the column counts and out of what. */
  readonly note: string;
  readonly cell: (row: Row) => readonly (string | Node)[];
  readonly isText?: true;
}

export interface DataTable<Row> {
  readonly caption: string;
  readonly rowName: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly heading: (row: Row) => readonly (string | Node | null)[];
  readonly attributes: (row: Row) => Readonly<Record<string, string>>;
}

/** A table whose first column names the row. Where it is wider than the page it scrolls, by keyboard too. */
export function dataTable<Row>(table: DataTable<Row>): HTMLElement {
  const { caption, columns } = table;
  const head = columns.map(({ name, note, isText }) =>
    element('th', { scope: 'col', title: note, ...align(isText) }, name),
  );
  const rows = table.rows.map((row) =>
    element(
      'tr',
      table.attributes(row),
      element('th', { scope: 'row' }, ...table.heading(row)),
      ...columns.map(({ cell, isText }) => element('td', align(isText), ...cell(row))),
    ),
  );
  return element(
    'div',
    { class: 'table-scroll', role: 'region', 'aria-label': caption, tabindex: '0' },
    element(
      'table',
      {},
      element('caption', { class: 'only-read' }, caption),
      element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, table.rowName), ...head)),
      element('tbody', {}, ...rows),
    ),
  );
}

function align(isText: true | undefined): Record<string, string> {
  return isText ? {} : { class: 'number' };
}
