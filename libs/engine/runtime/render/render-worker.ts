import { parentPort } from 'node:worker_threads';
import { renderMail } from './render-mail.ts';
import type { Letter } from './renderer.ts';

parentPort?.on('message', (letters: readonly Letter[]) => {
  parentPort?.postMessage(letters.map((letter) => renderMail(letter)));
});

// Loaded: the renderer waits for this before it starts to count.
parentPort?.postMessage('ready');
