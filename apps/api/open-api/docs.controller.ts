import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Needs } from '../../ingest/access/needs.ts';
import { DOCS_PAGE, DOCS_POLICY } from './docs-page.ts';

@ApiExcludeController()
@Needs('nothing')
@Controller('docs')
export class DocsController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', DOCS_POLICY)
  open(): string {
    return DOCS_PAGE;
  }
}
