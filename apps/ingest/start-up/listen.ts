import { DomainError } from '#engine';

/** The part of a server that opens a port. */
export interface Door {
  listen(place: { host: string; port: number }): Promise<unknown>;
}

const NEXT_PORTS = 50;

/**
 * Opens the wanted port, or the next free one after it; answers which it is, 0 for one the system chose.
 * Rejects with a DomainError where the host or the port cannot be had at all.
 */
export async function listenFrom(door: Door, host: string, wanted: number): Promise<number> {
  for (let port = wanted; ; port++) {
    try {
      await door.listen({ host, port });
      return port;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EADDRINUSE' && port > 0 && port < Math.min(wanted + NEXT_PORTS, 65535)) continue;
      throw explain(error, code, host, wanted);
    }
  }
}

function explain(error: unknown, code: unknown, host: string, port: number): unknown {
  switch (code) {
    case 'EADDRINUSE':
      return refuse(`Port ${port} and those after it are in use.`, 'Choose another one with PORT.', error);
    case 'EACCES':
      return refuse(`This user may not open port ${port}.`, 'Choose one above 1023 with PORT.', error);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return refuse(
        `This machine has no address ${host}.`,
        'Set HOST to one of its own, such as 127.0.0.1.',
        error,
      );
    default:
      return error;
  }
}

function refuse(detail: string, fix: string, cause: unknown): DomainError {
  return new DomainError({ code: 'address-not-available', detail, fix, cause });
}
