import { errorCodes, type FastifyInstance } from 'fastify';
import { Upload } from './upload.ts';

/** Where files are taken. */
const ROUTE = '/v1/contacts/import';
/** 100,000 contacts take about 15 MB. */
const LIMIT = 100 * 1024 * 1024;

/** Lets files in as uploads, which are read when the caller has been let in, and closed when the answer is out. */
export function takeUploads(server: Pick<FastifyInstance, 'addContentTypeParser' | 'addHook'>): void {
  server.addContentTypeParser('text/csv', (request, body, done) => {
    const type = request.headers['content-type'];
    if (request.routeOptions.url !== ROUTE) return done(new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE(type));
    const [, charset = null] = /charset="?([^";]+)/i.exec(type ?? '') ?? [];
    done(null, new Upload(body, LIMIT, charset));
  });
  server.addHook('onResponse', async ({ body }) => {
    if (body instanceof Upload) await body.close();
  });
}
