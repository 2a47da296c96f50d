import { expect, test } from '@jest/globals';
import { Reporter } from './reporter.ts';

function screen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, columns: 200, write: (text: string) => written.push(text), text: () => written.join('') };
}

test('without a terminal a thousand steps of progress are ten lines', () => {
  const log = screen(false);
  const reporter = new Reporter(log, true);
  for (let i = 0; i <= 1000; i++) reporter.progress('Demo', i / 1000, `${i} mails`);
  const lines = log.text().trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[0]).toBe('  Demo  10 %  100 mails');
  expect(lines[9]).toBe('  Demo 100 %  1000 mails');
  expect(log.text()).not.toContain('\x1b');
});

test('on a terminal one line is drawn over, and a tick takes its place', () => {
  const terminal = screen(true);
  const reporter = new Reporter(terminal, true);
  reporter.progress('Demo', 0.5, 'half');
  reporter.tick('Demo');
  expect(terminal.text()).toBe(
    `\r\x1b[K  Demo ${'█'.repeat(14)}${'░'.repeat(14)}  50 %  half\r\x1b[K\x1b[32m✔\x1b[0m Demo\n`,
  );
});

test('NO_COLOR is heard', () => {
  const terminal = screen(true);
  new Reporter(terminal, false).fail('The port is taken. Choose another one.');
  expect(terminal.text()).toBe('\r\x1b[K✘ The port is taken. Choose another one.\n');
});
