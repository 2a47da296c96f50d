import type { Contact } from '#engine';

/** The texts of a mail before they are rendered. */
export interface MailTemplate {
  readonly subject: string;
  readonly body: string;
  readonly html?: string | null;
}

export type MailPart = 'subject' | 'body' | 'html';

/** A field that a template prints and the contact does not have; `line` of that part of the template, from 1. */
export interface MissingField {
  readonly field: string;
  readonly part: MailPart;
  readonly line: number;
}

/** Where the links of a mail lead: to this installation, which knows them by their tokens. */
export interface LetterLinks {
  /** The address under which readers reach this installation, without a slash at its end. */
  readonly origin: string;
  /** What tokens are signed with. */
  readonly secret: Uint8Array;
  /** Null in a preview: its links lead where they say, and nobody is unsubscribed by it. */
  readonly touch: { readonly intentId: string; readonly enrollmentId: string } | null;
  readonly tracking: { readonly opens: boolean; readonly clicks: boolean };
}

export interface Letter {
  /** Letters that share it share one copy of it in the worker, as do templates of one content. */
  readonly template: MailTemplate;
  readonly contact: Contact;
  /** Stands in the place of the template's: what the thread says that the mail goes on in. */
  readonly subject?: string | undefined;
  readonly links?: LetterLinks | undefined;
  /** Goes on where a field is missing, and names all of them. */
  readonly findsAll?: boolean | undefined;
}

/** A link in a mail that was put through this installation. */
export interface MailLink {
  readonly id: string;
  readonly address: string;
  /** Made of this contact's data: it stands in no template. */
  readonly isPersonal: boolean;
}

export interface Written {
  readonly ok: true;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly links: readonly MailLink[];
  readonly unsubscribeUrl: string | null;
  /** Only where all of it was asked for. */
  readonly missing: readonly MissingField[];
}

/** Why a letter cannot be written. The reason goes into the log: nothing of the contact's data stands in it. */
export interface Unwritten {
  readonly ok: false;
  readonly reason: string;
  readonly part: MailPart | null;
  readonly field: string | null;
}

export type Rendered = Written | Unwritten;
