import { startStubApi } from './stub-api.ts';

export interface OpenedApp {
  readonly origin: string;
  /** A fresh address that signs a browser in and leads to the dashboard; each works once. */
  link(): Promise<string>;
  close(): Promise<void>;
}

/** The app with the demo in it. */
export async function openApp(): Promise<OpenedApp> {
  const stub = await startStubApi();
  return { origin: stub.url, link: () => Promise.resolve(stub.url), close: stub.close };
}
