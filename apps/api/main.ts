import 'reflect-metadata';
import { Reporter } from '../ingest/start-up/reporter.ts';
import { refuseSettings, run } from '../ingest/start-up/run.ts';
import { readConfig } from './config.ts';
import { start } from './start.ts';

const read = readConfig();
const reporter = new Reporter(process.stderr, read.ok && read.config.color);
if (read.ok) await run(reporter, (opened) => start(read.config, reporter, opened));
else refuseSettings(reporter, read.problems);
