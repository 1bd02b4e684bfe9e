import './v8-heap-flags.js';

// Not a static import: the bundle would evaluate its shared parts before the line above.
const { run } = await import('./run.js');
const status = await run(process.argv);
// If output could not be written, an exit code is set already.
if (status !== 0) process.exitCode = status;
