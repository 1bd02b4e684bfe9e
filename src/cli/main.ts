import './v8-start-flags.js';

// A static import would make the bundle evaluate its shared modules before the import above.
const { run } = await import('./run.js');
const status = await run(process.argv.slice(2), process);
// The exit code is already set if output could not be written.
if (status !== 0) process.exitCode = status;
