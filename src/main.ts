#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { threadPoolSizeFor } from './auth/users/hash-concurrency.js';
import { EXIT_CONFIGURATION } from './service/runtime/exit-status.js';
import { nodeProblem } from './service/runtime/node-support.js';

const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  // libuv reads the variable when its thread pool is first used, and Node uses the pool to load an ES
  // module. So the build compiles only this file of the service to CommonJS.
  process.env['UV_THREADPOOL_SIZE'] ||= String(threadPoolSizeFor(availableParallelism()));
  void import('./cli/main.js');
} else {
  // The service itself uses syntax and modules that older versions do not have.
  process.stderr.write(`${problem}\n`);
  process.exitCode = EXIT_CONFIGURATION;
}
