import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/**
 * A route whose bodies are taken as they come, whatever type they are said to be, up to so many bytes: a signature is one of
 * the bytes on the wire, and some clients name a type that their body is not of.
 */
export const RawBody = (limit: number) => RouteConfig({ rawBodyLimit: limit });

/** How much the route takes as it comes; undefined for one whose bodies are parsed. */
export function rawBodyLimit(config: object | undefined): number | undefined {
  if (config === undefined || !('rawBodyLimit' in config)) return undefined;
  return typeof config.rawBodyLimit === 'number' ? config.rawBodyLimit : undefined;
}

/** The bytes that came in on a raw route; none where there was no body. */
export function bytesOf({ body }: Pick<FastifyRequest, 'body'>): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** What the caller says its body is; empty where it says nothing. */
export function typeOf({ raw }: Pick<FastifyRequest, 'raw'>): string {
  return raw.headers['content-type'] ?? '';
}
