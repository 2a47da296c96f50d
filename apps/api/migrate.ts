// Brings the tables of both stores up to date and ends: crest migrate.
import { openStores } from '#storage';
import { Reporter } from '../ingest/start-up/reporter.ts';
import { refuseSettings, run } from '../ingest/start-up/run.ts';
import { readConfig } from './config.ts';

// Whatever this machine's roles are, the tables are those of all.
const read = readConfig({ ...process.env, ROLES: '' }, process.argv.slice(2));
const reporter = new Reporter(process.stderr, read.ok && read.config.color);
if (!read.ok) refuseSettings(reporter, read.problems);
else {
  await run(reporter, async (opened) => {
    const stores = await openStores({
      ...read.config,
      ...{ withClickHouse: true, withFolder: false, now: Date.now() },
      onProgress: (line) => reporter.note(line),
    });
    await opened.take(stores, (open) => open.close());
    reporter.tick('The tables of PostgreSQL and ClickHouse are up to date');
    await opened.close();
  });
}
