export interface EmbeddedPostgres {
  readonly url: string;
  readonly adopted: boolean;
  stop(): Promise<void>;
}
export async function startEmbeddedPostgres(
  _dataDir: string,
  _options?: { onProgress?: (line: string) => void },
): Promise<EmbeddedPostgres> {
  throw new Error('being built');
}
