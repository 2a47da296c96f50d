/** The code of an error of the system or a client, such as `ENOENT`. (By shape: Jest's tests see another `Error`.) */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
