import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readCalls } from '#intake';
import { type StartedCrest, startCrest } from '../../support/start-crest.ts';
import { differencesOf } from '../differences-of.ts';
import type { Sample, SampleAdapter, Verdict } from '../sample.ts';
import { sampleFiles } from '../sample-files.ts';

/** The key in the recorded requests, which stands for whatever key Crest has given out. */
const RECORDED_KEY = 'WK_demo_123';

interface Recording {
  readonly requests: readonly {
    readonly url: string;
    readonly rawHeaders: readonly string[];
    readonly bodyUtf8: string;
  }[];
}

interface SpecCase {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly rawBody?: string;
  readonly bodyGenerator?: string;
  readonly expect: { readonly status: number; readonly accepted?: number; readonly error?: string };
}

interface EventNames {
  readonly events: readonly string[];
  readonly example?: object;
}

/** Recorded requests of Segment's clients, replayed twice to a Crest of their own; cases of the specification; names. */
export const adapter: SampleAdapter = {
  bars: { answers: 1, rows: 1, names: 1 },
  samples: (folder) => sampleFiles(folder, '.json').map((file) => sample(folder, file)),
};

const sample = (folder: string, file: string): Sample => ({
  file,
  judge: async () => {
    const content: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'));
    if (basename(file).includes('names')) return judgeNames(content as EventNames);
    return await withCrest((crest) =>
      Array.isArray(content)
        ? judgeCases(crest, content as SpecCase[])
        : judgeRecording(crest, content as Recording),
    );
  },
});

/** Live and without a demo, in a folder that is gone afterwards. */
async function withCrest(judge: (crest: StartedCrest) => Promise<Verdict[]>): Promise<Verdict[]> {
  const folder = await mkdtemp(join(tmpdir(), 'crest-samples-'));
  try {
    const crest = await startCrest(folder, () => {}, { flags: ['--empty'] });
    try {
      return await judge(crest);
    } finally {
      await crest.stop();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Every request is answered 200; each call counts once, in whichever request it comes, and none when all are replayed. */
async function judgeRecording(crest: StartedCrest, { requests }: Recording): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const seen = new Set<string>();
  for (const round of ['first', 'again']) {
    for (const [i, { url, rawHeaders, bodyUtf8 }] of requests.entries()) {
      const { batch } = JSON.parse(bodyUtf8) as { batch: { messageId: string }[] };
      const fresh = batch.filter(({ messageId }) => !seen.has(messageId));
      for (const { messageId } of fresh) seen.add(messageId);
      const headers = Object.fromEntries(
        rawHeaders.flatMap((name, at) =>
          at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? '']] : [],
        ),
      );
      const { status, body } = await send(crest, url, headers, bodyUtf8);
      const at = `${round} request ${i}: `;
      verdicts.push({ figure: 'answers', differences: differencesOf({ status: 200 }, { status }, at) });
      const rows = { accepted: fresh.length, duplicates: batch.length - fresh.length, rejected: [] };
      verdicts.push({ figure: 'rows', differences: differencesOf(rows, body, at) });
    }
  }
  return verdicts;
}

async function judgeCases(crest: StartedCrest, cases: readonly SpecCase[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const { name, url, headers, expect, ...asked } of cases) {
    const { status, body } = await send(crest, url, headers, bodyOf(asked));
    verdicts.push({
      figure: 'answers',
      differences: differencesOf({ status: expect.status }, { status }, `${name}: `),
    });
    const rejected = Array.isArray(body.rejected) ? body.rejected : [];
    const rows = {
      ...(expect.accepted !== undefined && { accepted: expect.accepted }),
      ...(expect.error !== undefined && { error: expect.error }),
    };
    const got = { accepted: body.accepted, error: rejected[0]?.code };
    verdicts.push({ figure: 'rows', differences: differencesOf(rows, got, `${name}: `) });
  }
  return verdicts;
}

function bodyOf({
  body,
  rawBody,
  bodyGenerator,
}: Pick<SpecCase, 'body' | 'rawBody' | 'bodyGenerator'>): string {
  if (rawBody !== undefined) return rawBody;
  if (body !== undefined) return JSON.stringify(body);
  const [, length] = /blob of (\d+)/.exec(bodyGenerator ?? '') ?? [];
  if (length === undefined) throw new Error(`there is no body, and nobody makes ${bodyGenerator}`);
  return JSON.stringify({ userId: 'u', event: 'x', properties: { blob: 'x'.repeat(Number(length)) } });
}

/** Each name is that of an event of mail, which has a meaning here. */
function judgeNames({ events, example }: EventNames): Verdict[] {
  const known = { conversions: new Set<string>(), sequences: new Set<string>(), isAddress: () => true };
  const calls = [...events.map((event) => ({ userId: 'u', event })), ...(example ? [example] : [])];
  return calls.map((call) => {
    const { drafts } = readCalls(call, 'track', 0, known);
    const [effect] = drafts.map((draft) => draft.effect);
    const type = effect?.kind === 'event' ? effect.event.type : 'nothing';
    const isMeant = type !== 'tracked' && type !== 'nothing';
    return { figure: 'names', differences: isMeant ? [] : [`${JSON.stringify(call)}: became ${type}`] };
  });
}

async function send(
  crest: StartedCrest,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const own = { ...headers };
  for (const name of ['host', 'connection', 'content-length', 'accept-encoding']) delete own[name];
  const recorded = `Basic ${Buffer.from(`${RECORDED_KEY}:`).toString('base64')}`;
  if (own.authorization === recorded)
    own.authorization = `Basic ${Buffer.from(`${crest.adminKey}:`).toString('base64')}`;
  const answer = await fetch(new URL(url, crest.origin), {
    method: 'POST',
    headers: own,
    body: body.replaceAll(RECORDED_KEY, crest.adminKey),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()) as Record<string, unknown> };
}
