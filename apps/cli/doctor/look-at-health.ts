import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import type { Server } from '../server.ts';

const ready = z.looseObject({ roles: z.array(z.string()), missing: z.array(z.string()) });

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly said: string;
}

/** What the server says of itself when it is not well is a finding, and no failure of this command. */
export async function lookAtHealth(server: Server): Promise<readonly Finding[]> {
  try {
    const { missing } = await server.call(ready, 'GET', '/health/ready');
    const said =
      missing.length === 0 ? 'every role has a process' : `no process has the role ${missing.join(', ')}`;
    return [
      { name: 'stores', ok: true, said: 'all answer' },
      { name: 'roles', ok: missing.length === 0, said },
    ];
  } catch (error) {
    if (!(error instanceof Refusal) || !['store-silent', 'events-held-up'].includes(error.code)) throw error;
    const { code, detail, fix } = error;
    return [{ name: code === 'store-silent' ? 'stores' : 'events', ok: false, said: `${detail} ${fix}` }];
  }
}
