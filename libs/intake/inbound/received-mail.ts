import type { Instant } from '#engine';

/** A call of a provider that hands over mail: the bytes, and what they are said to be. */
export interface InboundPost {
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** One mail that came in, whoever handed it over and in whatever form. */
export interface ReceivedMail {
  /** The provider's own name of it; null where it has none. */
  readonly id: string | null;
  /** When the provider took it, where it says so. */
  readonly receivedAt: Instant | null;
  /** The sender of the envelope: '' for the empty one of bounces, null where nobody says it. */
  readonly sender: string | null;
  /** Whom the envelope named. */
  readonly recipients: readonly string[];
  /**
   * The mail as message/rfc822, as it would lie in a mailbox: with `Return-Path` and `Delivered-To` before it. Where the
   * provider sends fields, they are put together to what they were taken from.
   */
  readonly raw: Uint8Array;
  /** What the provider takes for the reply alone, without quotes and signature. */
  readonly strippedText: string | null;
  readonly strippedHtml: string | null;
  readonly spam: boolean | null;
  readonly spamScore: number | null;
}

/** What an adapter reads from a post, before the envelope is written into the mail. */
export interface Reading {
  readonly id?: string | null;
  readonly receivedAt?: Instant | null;
  readonly sender: string | null;
  readonly recipients: readonly string[];
  readonly raw: Uint8Array;
  readonly strippedText?: string | null;
  readonly strippedHtml?: string | null;
  readonly spam?: boolean | null;
  readonly spamScore?: number | null;
}

/** The mail with its envelope in front, as a mail server writes it when a mail has arrived (RFC 5321, 4.4). */
export function received(reading: Reading): ReceivedMail {
  const { sender, recipients, raw } = reading;
  const envelope = [
    ...(sender === null ? [] : [`Return-Path: <${oneLine(sender)}>\r\n`]),
    ...recipients.map((recipient) => `Delivered-To: ${oneLine(recipient)}\r\n`),
  ];
  return {
    id: reading.id ?? null,
    receivedAt: reading.receivedAt ?? null,
    sender,
    recipients,
    raw: joinBytes([new TextEncoder().encode(envelope.join('')), raw]),
    strippedText: reading.strippedText ?? null,
    strippedHtml: reading.strippedHtml ?? null,
    spam: reading.spam ?? null,
    spamScore: reading.spamScore ?? null,
  };
}

/** A line break in a header would start another one. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}]+/gu, ' ').trim();
}

export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
