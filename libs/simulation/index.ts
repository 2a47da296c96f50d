export { type SimulationPlan, simulateAudience } from './simulate-audience.ts';
export type {
  SentWhen,
  SimulatedExperiment,
  SimulatedStep,
  SimulatedVariant,
  Simulation,
} from './simulation.ts';
