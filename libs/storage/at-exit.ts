const closers = new Set<() => void>();

/**
 * Has `close` called when the process ends without having closed in order: by an error, `process.exit`, or a signal
 * that nobody else listens for. Who listens for a signal closes the stores itself. The answer takes it back.
 */
export function atExit(close: () => void): () => void {
  if (closers.size === 0) listen();
  closers.add(close);
  return () => {
    closers.delete(close);
    if (closers.size === 0) unlisten();
  };
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function listen(): void {
  process.on('exit', closeAll);
  for (const signal of signals) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off('exit', closeAll);
  for (const signal of signals) process.off(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  closeAll();
  unlisten();
  process.kill(process.pid, signal);
}

function closeAll(): void {
  for (const close of [...closers].reverse()) close();
  closers.clear();
}
