// Removes from the build output what its source no longer makes, so that deleted tests do not live on in dist. The rest
// stays: building it again takes a minute.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const MADE = /\.(js|js\.map|d\.ts|d\.ts\.map)$/;

const made = existsSync(join(root, 'dist'))
  ? readdirSync(join(root, 'dist'), { recursive: true }).filter((file) => MADE.test(file))
  : [];
for (const file of made) {
  if (!existsSync(join(root, file.replace(MADE, '.ts')))) rmSync(join(root, 'dist', file));
}
