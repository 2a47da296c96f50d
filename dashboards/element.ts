type Child = Node | string | null;

/** A DOM element from plain values. Children are text or nodes, never markup: names come from outside. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Text in which a number stays on one line with its percent sign. The words are not changed. */
export function unbroken(text: string): Node[] {
  return text
    .split(/(\d[\d.,]* %)/)
    .map((piece, index) =>
      index % 2 === 1 ? element('span', { class: 'unbroken' }, piece) : new Text(piece),
    );
}

/**
 * A sentence of the API as its claim, up to the first colon, and its grounds, which the page sets smaller.
 * The colon is not shown, but the text stays word for word the same.
 */
export function claimAndGrounds(sentence: string): Node[] {
  const [, claim, grounds] = /^(.+?): (.+)$/s.exec(sentence) ?? [];
  if (claim === undefined || grounds === undefined) {
    return [element('span', { class: 'claim' }, ...unbroken(sentence))];
  }
  return [
    element('span', { class: 'claim' }, ...unbroken(claim), element('span', { class: 'only-read' }, ':')),
    new Text(' '),
    element('span', { class: 'grounds' }, ...unbroken(grounds)),
  ];
}

/** The part of the page with this id. */
export function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`This page has no element #${id}`);
  return found;
}
