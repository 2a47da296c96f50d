import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttp } from '../ingest/http.ts';
import { StderrLogger } from '../ingest/stderr-logger.ts';
import { type Api, apiModule } from './api.module.ts';
import { describeApi, serveDocument } from './open-api/open-api.ts';

/** Puts the api process together, up to the point where it can be listened to. */
export async function createApp(
  api: Omit<Api, 'routes'>,
  logger: LoggerService = new StderrLogger(),
): Promise<NestFastifyApplication> {
  const { adapter, routes } = createHttp();
  const module = apiModule({ ...api, routes });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    abortOnError: false,
    logger,
  });
  if (api.roles.includes('api')) serveDocument(app, describeApi(app, api.version));
  await app.init();
  await adapter.getInstance().ready();
  return app;
}
