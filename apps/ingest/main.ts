import 'reflect-metadata';
import { readIngestConfig } from './config.ts';
import { start } from './start.ts';
import { Reporter } from './start-up/reporter.ts';
import { refuseSettings, run } from './start-up/run.ts';

const read = readIngestConfig();
const reporter = new Reporter(process.stderr, read.ok && read.config.color);
if (read.ok) await run(reporter, (opened) => start(read.config, reporter, opened));
else refuseSettings(reporter, read.problems);
