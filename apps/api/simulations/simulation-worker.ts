import { hash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { useDigests } from '#engine';
import { type SimulationPlan, simulateAudience } from '#simulation';

// Node's own digests: the same bytes, and most of the time goes into them.
useDigests({
  sha1: (bytes) => hash('sha1', bytes, 'hex'),
  sha256: (bytes) => hash('sha256', bytes, 'hex'),
});

const plan: SimulationPlan = workerData;
parentPort?.postMessage(simulateAudience(plan));
