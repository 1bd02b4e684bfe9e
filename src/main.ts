#!/usr/bin/env node
import './cli/young-generation.js';
import { run } from './cli/run.js';

process.exitCode = await run(process.argv);
