import { listMail, listSequences, readClock, readMail } from './api.ts';
import { showClock, wireClock, wireReturn } from './clock-bar.ts';
import { part } from './element.ts';
import { addressOf, isFiltered, mailAddress } from './mail-address.ts';
import { wireAnswers } from './mail-answers.ts';
import { fillFilter, markFilter, wireFilter } from './mail-filter.ts';
import { markMail, type NameOf, showMails, wireMails } from './mail-list.ts';
import { goToMail, showMail } from './mail-view.ts';
import { showMailboxLink } from './mailbox-link.ts';
import { clearNotice, isAbort, showError, showNoMail } from './notice.ts';
import type { OpenedMail } from './read-out.ts';

/** The page of captured mail: which mails are shown, and which one is open. */
class Mailbox {
  private opened: OpenedMail | null = null;
  private cursor: string | null = null;
  private reading = new AbortController();

  constructor(private readonly nameOf: NameOf) {}

  get mail(): OpenedMail | null {
    return this.opened;
  }

  /** Reads the newest mail that the address asks for, and the one it opens. */
  async show(): Promise<void> {
    const signal = this.startReading();
    const address = mailAddress();
    markFilter(address);
    const page = await listMail(address, null, signal);
    clearNotice();
    showMailboxLink(page.total);
    if (page.total === 0 && !isFiltered(address)) return showNoMail();
    this.cursor = page.nextCursor;
    showMails(page, true, this.nameOf);
    const id = address.mail === '' ? page.mail[0]?.id : address.mail;
    if (id === undefined) this.close();
    else await this.read(id, signal);
    part('content').setAttribute('aria-busy', 'false');
  }

  async showOlder(): Promise<void> {
    if (this.cursor === null) return;
    const page = await listMail(mailAddress(), this.cursor, this.reading.signal);
    this.cursor = page.nextCursor;
    showMails(page, false, this.nameOf);
    markMail(this.opened?.id ?? '');
  }

  async choose(id: string): Promise<void> {
    history.pushState(null, '', addressOf({ ...mailAddress(), mail: id }));
    await this.read(id, this.startReading());
    if (this.opened !== null) goToMail(this.opened);
  }

  private async read(id: string, signal: AbortSignal): Promise<void> {
    const mail = await readMail(id, signal).catch((error: unknown) => {
      if (isAbort(error)) throw error;
      showError(error, { keepPage: true });
      return null;
    });
    if (mail === null) return this.close();
    clearNotice();
    if (this.opened?.id !== id) part('answers-said').textContent = '';
    this.opened = mail;
    markMail(id);
    showMail(mail, this.nameOf);
  }

  private close(): void {
    this.opened = null;
    markMail('');
    part('mail').hidden = true;
  }

  private startReading(): AbortSignal {
    this.reading.abort();
    this.reading = new AbortController();
    return this.reading.signal;
  }
}

async function open(): Promise<void> {
  const [clock, sequences] = await Promise.all([readClock(), listSequences()]);
  const names = new Map(sequences.map(({ key, name }) => [key, name]));
  const mailbox = new Mailbox((key) => names.get(key) ?? key);
  const sayKept = (error: unknown) => {
    if (!isAbort(error)) showError(error, { keepPage: true });
  };
  const showOrSay = () => void mailbox.show().catch(sayKept);

  showClock(clock);
  fillFilter(sequences);
  wireFilter(showOrSay);
  wireMails((id) => void mailbox.choose(id).catch(sayKept));
  wireAnswers(() => mailbox.mail, sayKept);
  wireClock(() => mailbox.show(), sayKept);
  wireReturn(() => mailbox.show(), sayKept);
  part('older').addEventListener('click', () => void mailbox.showOlder().catch(sayKept));
  addEventListener('popstate', showOrSay);
  await mailbox.show();
}

void open().catch(showError);
