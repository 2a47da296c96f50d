import { type Engine, type Example, playDemo } from '#runtime';
import { finishDemo, type Installation, readClock, saveDraft } from '#storage';
import { timeOf } from '../../ingest/provided.ts';
import { publish } from '../sequences/publish.ts';
import { readSequenceFile, requireSequence } from '../sequences/sequence-file.ts';

/** What a demo is loaded with. */
export interface DemoLoad {
  readonly engine: Engine;
  readonly installation: Installation;
  readonly examples: readonly Example[];
  readonly start: number;
  readonly drain: () => Promise<unknown>;
  readonly onProgress: (done: number, said: string) => void;
}

/**
 * Publishes the reference sequences and plays the demo through the real path, up to where its clock is to stand.
 * Goes on where an earlier load was cut off, and does nothing when it is loaded.
 */
export async function loadDemo(demo: DemoLoad): Promise<void> {
  const { engine, installation, examples, start, drain } = demo;
  const { workspaceId, demoSeed, demoUntil } = installation;
  if (demoSeed === null || demoUntil === null) return;
  const now = timeOf(await readClock(engine.sql));
  // Once the clock has moved they were published, and may have been changed since.
  if (now === start) await publishExamples(engine, workspaceId, examples, now);
  await playDemo(engine, {
    workspaceId,
    seed: demoSeed,
    start,
    until: demoUntil,
    drain,
    onProgress: (done, { enrolled, mailsSent }) =>
      demo.onProgress(
        done,
        `${enrolled.toLocaleString('en')} contacts, ${mailsSent.toLocaleString('en')} mails`,
      ),
  });
  await finishDemo(engine.sql);
}

async function publishExamples(
  engine: Engine,
  workspaceId: number,
  examples: readonly Example[],
  now: number,
) {
  for (const { key, text } of examples) {
    const { sequence, content } = requireSequence(readSequenceFile(text), key);
    await saveDraft(engine.sql, { now }, { workspaceId, key, name: sequence.name, content });
    await publish(engine.sql, { workspaceId, key, now });
  }
}
