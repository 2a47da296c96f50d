/** What a command may touch of the world it runs in. */
export interface Io {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder that names of files are relative to. */
  readonly folder: string;
  /** Where `.data` lies unless the environment says otherwise: the checkout. */
  readonly home: string;
  /** Data, for whoever reads the output. */
  out(text: string): void;
  /** What a person wants to know meanwhile. */
  note(text: string): void;
  /** How far something is, from 0 to 1. */
  progress(label: string, done: number): void;
  readStandardInput(): Promise<Uint8Array>;
  /** Runs a program of the checkout, with these settings over those of the environment; answers its exit code. */
  runProgram(
    file: string,
    args: readonly string[],
    settings: Readonly<Record<string, string>>,
  ): Promise<number>;
}

/** Text that a terminal shows and does not obey. */
export function plain(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '�');
}
