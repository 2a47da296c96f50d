import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Notice, readPayload, type WebhookProvider, webhookReaders } from '#intake';
import { differencesOf } from '../differences-of.ts';
import type { SampleAdapter } from '../sample.ts';
import { sampleFiles } from '../sample-files.ts';
import { requestBytes, type WrittenRequest } from './request-bytes.ts';

interface WebhookSample {
  readonly provider: string;
  readonly request: WrittenRequest & { readonly headers: Readonly<Record<string, string>> };
  readonly expect: { readonly events: readonly Readonly<Record<string, unknown>>[] };
}

/** Calls of providers with the events that they must be read as. */
export const adapter: SampleAdapter = {
  bars: { events: 1 },
  samples: (folder) =>
    sampleFiles(folder, '.json').map((file) => ({
      file,
      judge: () => {
        const sample = JSON.parse(readFileSync(join(folder, file), 'utf8')) as WebhookSample;
        const notices = read(sample);
        const expected = sample.expect.events;
        if (notices.length !== expected.length) {
          return [
            { figure: 'events', differences: [`expected ${expected.length} events, got ${notices.length}`] },
          ];
        }
        return expected.map((event, index) => ({
          figure: 'events',
          differences: differencesOf(
            inMilliseconds(event),
            asExpected(notices[index] as Notice),
            `${index}.`,
          ),
        }));
      },
    })),
};

function read({ provider, request }: WebhookSample): readonly Notice[] {
  const { contentType, body } = requestBytes(request);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  if (!isKnown(provider)) throw new Error(`nobody reads webhooks of ${provider}`);
  return webhookReaders[provider]({ payload: readPayload(contentType, body), headers });
}

const isKnown = (provider: string): provider is WebhookProvider => provider in webhookReaders;

/** A notice in the words of the samples. The library that they come from puts its own id of a mail among SendGrid's arguments. */
function asExpected(notice: Notice): Readonly<Record<string, unknown>> {
  const { anymail_id = notice.messageId, ...metadata } = notice.metadata;
  return {
    ...{ event_type: notice.type, event_id: notice.id, message_id: anymail_id, recipient: notice.recipient },
    ...{ timestamp: notice.occurredAt, reject_reason: notice.reason, description: notice.description },
    ...{ mta_response: notice.answer, click_url: notice.url, user_agent: notice.userAgent },
    ...{ tags: notice.tags, metadata },
  };
}

function inMilliseconds(event: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return typeof event.timestamp === 'string' ? { ...event, timestamp: Date.parse(event.timestamp) } : event;
}
