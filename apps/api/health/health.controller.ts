import type { ClickHouseClient } from '@clickhouse/client';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '#engine';
import type { Sql } from '#storage';
import { pingClickHouse, pingPostgres } from '#storage';
import { z } from 'zod';
import { Needs } from '../../ingest/access/needs.ts';
import { CLICKHOUSE, SQL } from '../../ingest/provided.ts';

const health = z.object({ status: z.literal('ok') });
