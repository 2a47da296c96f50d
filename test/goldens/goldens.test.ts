import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { goldenFiles, runFile } from './run-file.ts';

const VECTORS = fileURLToPath(new URL('test/vectors', import.meta.resolve('#package.json')));

describe('the statistics agree with what other software computed', () => {
  for (const file of goldenFiles(VECTORS)) {
    test(basename(file, '.json'), async () => {
      const { total, failures } = await runFile(file);
      expect(failures).toEqual([]);
      expect(total).toBeGreaterThan(0);
    });
  }
});
