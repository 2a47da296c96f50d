import { hash } from 'node:crypto';
import { type Digests, useDigests } from '#engine';

export const nodeDigests: Digests = {
  sha1: (bytes) => hash('sha1', bytes, 'hex'),
  sha256: (bytes) => hash('sha256', bytes, 'hex'),
};

useDigests(nodeDigests);
