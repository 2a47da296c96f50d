import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { DomainError } from '#engine';

const HEAD_BYTES = 64 * 1024;

/** A file that has come in whole. */
export interface ReceivedFile {
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly head: Uint8Array;
  readonly isUtf8: boolean;
  open(): Readable;
}

/**
 * A body that is too large for memory. It is taken in when somebody asks for it, and so not before the caller was let in:
 * into a file that has no name, which is gone when it is closed or the process dies.
 */
export class Upload {
  private received: Promise<ReceivedFile> | undefined;
  private file: FileHandle | undefined;

  constructor(
    private readonly body: Readable,
    private readonly limit: number,
    /** What its sender says it is written in. */
    readonly charset: string | null,
  ) {}

  receive(): Promise<ReceivedFile> {
    this.received ??= this.takeIn();
    return this.received;
  }

  async close(): Promise<void> {
    // A refused upload is refused where it was asked for.
    await this.received?.catch(() => undefined);
    await this.file?.close();
    this.file = undefined;
  }

  private async takeIn(): Promise<ReceivedFile> {
    const path = join(tmpdir(), `crest-upload-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    this.file = file;
    await unlink(path);
    const hash = createHash('sha256');
    const utf8 = new Utf8Check();
    const head: Buffer[] = [];
    let bytes = 0;
    try {
      // Without destroying it at a refusal: the answer goes out by the same socket.
      for await (const chunk of this.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        if (bytes < HEAD_BYTES) head.push(chunk);
        bytes += chunk.length;
        if (bytes > this.limit) throw tooLarge(this.limit);
        hash.update(chunk);
        utf8.add(chunk);
        await file.write(chunk);
      }
    } catch (error) {
      this.body.resume();
      throw error instanceof DomainError ? error : cutOff(error);
    }
    return {
      bytes,
      sha256: hash.digest(),
      head: Buffer.concat(head).subarray(0, HEAD_BYTES),
      isUtf8: utf8.end(),
      open: () => file.createReadStream({ start: 0, autoClose: false }),
    };
  }
}

/** Whether pieces of bytes are UTF-8 together. */
class Utf8Check {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private holds = true;

  add(bytes?: Uint8Array): void {
    if (!this.holds) return;
    try {
      this.decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      this.holds = false; // A decoder that is fatal says so by failing.
    }
  }

  end(): boolean {
    this.add();
    return this.holds;
  }
}

function tooLarge(limit: number): DomainError {
  return new DomainError({
    code: 'csv-too-large',
    detail: `The file is larger than the ${limit / 1024 / 1024} MB that are taken at once.`,
    fix: 'Send it in several parts, each with the header.',
  });
}

function cutOff(cause: unknown): DomainError {
  return new DomainError({
    code: 'upload-cut-off',
    detail: 'The file did not come in whole.',
    fix: 'Send it again.',
    cause,
  });
}
