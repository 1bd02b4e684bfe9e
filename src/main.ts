#!/usr/bin/env node
import './cli/young-generation.js';

// Not a static import: the bundle would evaluate its shared parts before the line above.
const { run } = await import('./cli/run.js');
process.exitCode = await run(process.argv);
