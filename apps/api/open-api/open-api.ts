import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { toJsonSchema } from '../../ingest/open-api/json-schema.ts';
import { hoistDefinitions } from './hoist-definitions.ts';
import { problemAnswer } from './problem-answer.ts';

/** Describes every route in OpenAPI 3.1, its schemas taken from zod. */
export function describeApi(app: NestFastifyApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Crest')
    .setDescription('Sequences, their enrollments and events, and what the numbers say about their steps.')
    .setVersion(version)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'crest key',
        description: 'A key, as in credentials.json',
      },
      'key',
    )
    .addBasicAuth(
      { type: 'http', scheme: 'basic', description: 'A key as the user name' },
      'key-as-user-name',
    )
    .addSecurityRequirements('key')
    .addSecurityRequirements('key-as-user-name')
    .addGlobalResponse({ status: '4XX', description: 'Refused', ...problemAnswer })
    .addGlobalResponse({ status: '5XX', description: 'Failed', ...problemAnswer })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '').toLowerCase()}-${method}`,
    // Nest asks zod for OpenAPI 3.0, whose exclusiveMinimum is a boolean: not valid in 3.1.
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType ? { schema: toJsonSchema(schema, schemaType) } : undefined,
  });
  hoistDefinitions(document);
  return document;
}

/** Serves the document at /openapi.json; the page at /docs reads it there. */
export function serveDocument(app: NestFastifyApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, { ui: false, raw: ['json'], jsonDocumentUrl: 'openapi.json' });
}
