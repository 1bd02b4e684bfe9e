import { versions } from 'node:process';
import type { Environment } from '../configuration/environment.js';
import { nodeWarning } from '../runtime/node-support.js';

/** Returns the warnings of a start, which one process of the service logs. */
export function startWarnings({ warnings }: Environment): string[] {
  const ofNode = nodeWarning(versions.node, Date.now());
  return [...(ofNode === undefined ? [] : [ofNode]), ...warnings];
}
