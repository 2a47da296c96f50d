import { type DynamicModule, Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { Engine, World } from '#runtime';
import type { EventLog } from '#storage';
import { type Ingest, ingestModule } from '../ingest/ingest.module.ts';
import { ClockController } from './clock/clock.controller.ts';
import { ContactController } from './contacts/contact.controller.ts';
import { ContactImportController } from './contacts/contact-import.controller.ts';
import { ContactsController } from './contacts/contacts.controller.ts';
import type { Assets } from './dashboard/assets.ts';
import { DashboardController } from './dashboard/dashboard.controller.ts';
import type { OneTimeLinks } from './dashboard/one-time-links.ts';
import { EnginePoke } from './engine/engine-poke.ts';
import { EnrollmentController } from './enrollments/enrollment.controller.ts';
import { EnrollmentsController } from './enrollments/enrollments.controller.ts';
import { ErasurePoke } from './erasures/erasure-poke.ts';
import { ErasuresController } from './erasures/erasures.controller.ts';
import { Forgetting } from './erasures/forgetting.ts';
import { ComparePoke } from './event-log/compare-poke.ts';
import { EventLogController } from './event-log/event-log.controller.ts';
import { Upkeep } from './event-log/upkeep.ts';
import { RefusedEventsController } from './events/refused-events.controller.ts';
import { ExperimentsController } from './experiments/experiments.controller.ts';
import { ReclassifyController } from './inbound/reclassify.controller.ts';
import { AnswersController } from './mailbox/answers.controller.ts';
import { MailboxController } from './mailbox/mailbox.controller.ts';
import { MailboxesController } from './mailboxes/mailboxes.controller.ts';
import { DocsController } from './open-api/docs.controller.ts';
import { ASSETS, LINKS, LOG, STEP_TYPES, WORLD } from './provided.ts';
import { ReportsController } from './reports/reports.controller.ts';
import { LifecycleController } from './sequences/lifecycle.controller.ts';
import { PreviewController } from './sequences/preview.controller.ts';
import { SequencesController } from './sequences/sequences.controller.ts';
import { SettingsController } from './settings/settings.controller.ts';
import { SimulationsController } from './simulations/simulations.controller.ts';
import { Simulations } from './simulations/simulations.ts';
import { StepTypesController } from './step-types/step-types.controller.ts';
import { SuppressionsController } from './suppressions/suppressions.controller.ts';
import { TasksController } from './tasks/tasks.controller.ts';
import { MigrateController } from './versions/migrate.controller.ts';
import { VersionsController } from './versions/versions.controller.ts';
import { KeptNoticesController } from './webhooks/kept-notices.controller.ts';

/** What the composition hands over. */
export interface Api extends Ingest {
  /** Of Crest itself, as its package says. */
  readonly version: string;
  readonly engine: Engine;
  /** Null in a process without the role api. */
  readonly log: EventLog | null;
  /** The audience of a sandbox; one without anybody where nobody is simulated. */
  readonly world: World;
  readonly assets: Assets;
  readonly links: OneTimeLinks;
}

const CONTROLLERS = [
  SequencesController,
  StepTypesController,
  LifecycleController,
  PreviewController,
  SimulationsController,
  VersionsController,
  MigrateController,
  EnrollmentsController,
  EnrollmentController,
  ContactsController,
  ContactImportController,
  ContactController,
  SuppressionsController,
  ExperimentsController,
  ReportsController,
  EventLogController,
  ErasuresController,
  TasksController,
  ClockController,
  MailboxController,
  AnswersController,
  MailboxesController,
  KeptNoticesController,
  RefusedEventsController,
  SettingsController,
  ReclassifyController,
  DashboardController,
  DocsController,
];

@Module({})
class ApiModule {}

/** The control plane, and whatever of the engine and the event path its process has a role in. */
export function apiModule(api: Api): DynamicModule {
  // A sandbox's time stands until it is moved, and whoever moves it runs the engine.
  const live = api.installation.mode === 'live';
  const pokes = live && api.roles.includes('engine');
  // What looks after the tables of ClickHouse is where both they and the log are.
  const keeps = live && api.roles.includes('api');
  return {
    module: ApiModule,
    imports: [ingestModule(api), ...(pokes || keeps ? [ScheduleModule.forRoot()] : [])],
    controllers: api.roles.includes('api') ? CONTROLLERS : [],
    providers: [
      { provide: LOG, useValue: api.log },
      { provide: WORLD, useValue: api.world },
      { provide: ASSETS, useValue: api.assets },
      { provide: LINKS, useValue: api.links },
      Upkeep,
      Forgetting,
      { provide: Simulations, useValue: new Simulations() },
      { provide: STEP_TYPES, useValue: api.engine.versions.steps.types },
      ...(pokes ? [EnginePoke] : []),
      ...(keeps ? [ErasurePoke, ComparePoke] : []),
    ],
  };
}
