#!/usr/bin/env node
import { availableParallelism } from 'node:os';
import { threadPoolSizeFor } from './auth/users/hash-concurrency.js';

/**
 * libuv reads the variable when its thread pool is first used, and Node uses the pool to load an ES
 * module. So the build compiles only this file of the service to CommonJS.
 */
process.env['UV_THREADPOOL_SIZE'] ||= String(threadPoolSizeFor(availableParallelism()));

void import('./cli/main.js');
