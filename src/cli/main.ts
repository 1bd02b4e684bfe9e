import './young-generation.js';

// Not a static import: the bundle would evaluate its shared parts before the line above.
const { run } = await import('./run.js');
const status = await run(process.argv);
// An answer that could not be written has set one already.
if (status !== 0) process.exitCode = status;
