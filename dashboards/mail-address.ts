/** What the address of the page holds, so that a mail can be linked to and the browser's Back works. */
export interface MailAddress {
  readonly sequence: string;
  readonly to: string;
  /** The opened mail; empty for the newest. */
  readonly mail: string;
}

export function mailAddress(): MailAddress {
  const asked = new URLSearchParams(location.search);
  const [sequence = '', to = '', mail = ''] = ['sequence', 'to', 'mail'].map((name) => asked.get(name) ?? '');
  return { sequence, to, mail };
}

export function isFiltered({ sequence, to }: MailAddress): boolean {
  return sequence !== '' || to !== '';
}

export function addressOf(address: MailAddress): string {
  const given = Object.entries(address).filter(([, value]) => value !== '');
  return `?${new URLSearchParams(given)}`;
}
