import { expect, test } from '@jest/globals';
import { listenFrom } from './listen.ts';

function doorWith(codes: Readonly<Record<number, string>>) {
  return {
    listen: async ({ port }: { port: number }) => {
      const code = codes[port];
      if (code !== undefined) throw Object.assign(new Error(code), { code });
    },
  };
}

test('a port in use: the next free one', async () => {
  expect(await listenFrom(doorWith({ 3000: 'EADDRINUSE', 3001: 'EADDRINUSE' }), '127.0.0.1', 3000)).toBe(
    3002,
  );
});

test('a port nobody may open is refused with a way out', async () => {
  await expect(listenFrom(doorWith({ 80: 'EACCES' }), '127.0.0.1', 80)).rejects.toMatchObject({
    code: 'address-not-available',
    detail: 'This user may not open port 80.',
    fix: 'Choose one above 1023 with PORT.',
  });
});

test('an address of another machine is refused with a way out', async () => {
  await expect(listenFrom(doorWith({ 3000: 'EADDRNOTAVAIL' }), '10.9.8.7', 3000)).rejects.toMatchObject({
    detail: 'This machine has no address 10.9.8.7.',
  });
});

test('the search ends at the last port', async () => {
  await expect(listenFrom(doorWith({ 65535: 'EADDRINUSE' }), '127.0.0.1', 65535)).rejects.toMatchObject({
    detail: 'Port 65535 and those after it are in use.',
  });
});
