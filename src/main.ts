#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { threadPoolSizeFor } from './auth/users/hash-concurrency.js';

/**
 * libuv reads the variable when its thread pool is first used, and Node uses the pool to load an
 * ES module. That is why the build makes CommonJS of this file, and of no other in the service.
 */
process.env['UV_THREADPOOL_SIZE'] ||= String(threadPoolSizeFor(availableParallelism()));

void import('./cli/main.js');
