export interface DataFolder {
  readonly path: string;
  close(): Promise<void>;
}
export async function openDataFolder(_path: string): Promise<DataFolder> {
  throw new Error('being built');
}
