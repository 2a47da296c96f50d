import { outreachCrest } from '../../support/outreach-crest.ts';

export const REPLY_DOMAIN = 'reply.crest.example';

/** Mail as it is written to a contact. */
export interface Letter {
  readonly id: string;
  readonly messageId: string;
  readonly replyTo: string;
  readonly unsubscribeToken: string;
}

/** What Crest says that it made of a mail. */
export interface Taken {
  readonly kind: string;
  readonly confidence: string;
  readonly matchedBy: string | null;
  readonly events: readonly string[];
  readonly repeated: boolean;
}

/** Crest with mail that went out, to which others answer. Call it at the top of the file. */
export async function inboundCrest() {
  const crest = await outreachCrest({ replyDomain: REPLY_DOMAIN });
  const key = await crest.makeScopedKey('ingest');
  const post = (provider: string, type: string, body: string | Buffer) =>
    crest
      .knock('post', `/webhooks/inbound/${provider}`)
      .auth(key, '')
      .set('content-type', type)
      .serialize((whole: unknown) => whole as string)
      .send(body);
  return {
    ...crest,
    key,
    /** Whatever a provider posts, with the key in its address. */
    post,
    /** A whole mail, its lines as a mail server writes them. */
    mail: async (...lines: string[]): Promise<Taken> => {
      const { status, body } = await post('mime', 'message/rfc822', lines.join('\r\n'));
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      return body.mails[0];
    },
    /** Enrolls somebody, who gets the first mail. */
    write: async (id: string): Promise<Letter> => {
      await crest.enroll(id);
      await crest.advance('PT1H');
      const { mail } = await crest.get(`/v1/mailbox?to=${id}@`);
      const found = await crest.get(`/v1/mailbox/${mail[0].id}`);
      const unsubscribe: string = found.headers['List-Unsubscribe'] ?? '';
      return {
        id: mail[0].id,
        messageId: found.messageId,
        replyTo: /<([^<>]+)>/.exec(found.headers['Reply-To'])?.[1] ?? '',
        unsubscribeToken: /\/u\/([\w-]+)/.exec(unsubscribe)?.[1] ?? '',
      };
    },
    /** Where somebody's enrollment stands: `active`, `exited replied`. */
    standing: async (id: string): Promise<string> => {
      const { enrollments } = await crest.read(id);
      return [enrollments[0].state, enrollments[0].reason ?? ''].join(' ').trim();
    },
    suppressed: async (id: string): Promise<string | null> => (await crest.read(id)).suppressed,
    faults: crest.logged,
    /** What the log holds of mail that came in, without the ends it put to sequences, first come first. */
    logged: async () => {
      const rows = await crest.sql<{ body: Record<string, unknown> }[]>`
        select body from event_log where body ->> 'source' = 'inbound' and body ->> 'type' <> 'exited' order by body ->> 'receivedAt', part, pos`;
      return rows.map(({ body }) => body);
    },
  };
}
