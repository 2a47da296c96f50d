import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { mailSettings } from '../../apps/api/mail-settings.ts';
import { readerSettings } from '../../apps/api/reader-settings.ts';
import { processSettings } from '../../apps/ingest/settings.ts';
import { webhookSettings } from '../../apps/ingest/webhooks/webhook-settings.ts';
import { quoteFigures } from '../bench/quote-figures.ts';
import { readTables } from './tables.ts';

const root = new URL('.', import.meta.resolve('#package.json'));
const read = (page: string) => readFileSync(new URL(page, root), 'utf8');
const readme = read('README.md');

test('the README quotes the figures that stand in docs/benchmarks.md', () => {
  const rows = readTables(read('docs/benchmarks.md')).flatMap((table) => table.rows);
  const quoted: string[] = [];
  const again = quoteFigures(readme, (bench, metric) => {
    const measured = rows.find(({ what }) => what === metric)?.measured;
    const [, value = '', unit = ''] = /^([\d.,]+) (.+)$/.exec(measured ?? '') ?? [];
    quoted.push(`${bench}: ${metric}`);
    return { value: Number(value.replaceAll(',', '')), unit };
  });
  expect(quoted).toContain('start: dashboard ready with the demo loaded');
  expect(again).toBe(readme);
});

test('every setting stands in the README’s table, or on the page that its row leads to', () => {
  const table = readTables(readme).find(({ head }) => head.includes('setting'));
  const rows = table?.rows ?? [];
  const named = rows.map(({ setting = '', what = '' }) => {
    const pages = [...what.matchAll(/\]\((docs\/[^)#]+)/g)].map(([, page = '']) => read(page));
    return [setting, ...(setting.includes('…') ? pages : [])].join('\n');
  });
  const settings = [processSettings.shape, mailSettings, readerSettings, webhookSettings];
  for (const name of settings.flatMap(Object.keys)) expect(named.join('\n')).toContain(`\`${name}`);
});
