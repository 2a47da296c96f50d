import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Runs `work` against a server in a process of its own, with the flags of `npm start`; it is gone afterwards. */
export async function withServer<T>(
  program: 'serve-crest' | 'serve-bare',
  databaseUrl: string,
  work: (server: { readonly port: number; readonly pid: number }) => Promise<T>,
): Promise<T> {
  const file = fileURLToPath(new URL(`./${program}.js`, import.meta.url));
  const flags = ['--max-semi-space-size=64', '--min-semi-space-size=32', '--enable-source-maps'];
  const child = spawn(process.execPath, [...flags, file], {
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const said = once(createInterface(child.stdout), 'line');
    const [port] = await Promise.race([
      said,
      ended.then(([code]) => Promise.reject(new Error(`${program} ended with exit code ${code}`))),
    ]);
    return await work({ port: Number(port), pid: child.pid ?? 0 });
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
