import { parentPort } from 'node:worker_threads';
import type { Parcel } from './parcel.ts';
import { type PreparedTemplate, prepareTemplate, renderMail } from './render-mail.ts';

const templates = new Map<string, PreparedTemplate>();

parentPort?.on('message', (parcel: Parcel) => {
  for (const hash of parcel.forget) templates.delete(hash);
  for (const [hash, template] of parcel.templates) templates.set(hash, prepareTemplate(template));
  parentPort?.postMessage(
    parcel.letters.map((letter) => {
      const template = templates.get(letter.template);
      if (template === undefined) throw new Error('a letter came without its template');
      return renderMail(template, letter);
    }),
  );
});

// Loaded: the renderer waits for this before it starts to count.
parentPort?.postMessage('ready');
