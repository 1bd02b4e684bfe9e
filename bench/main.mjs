/** `npm run bench` compares Keyturn with bare servers, and `-- --peers` with other products. */
if (process.argv.includes('--peers')) await import('./peers/run.mjs');
else await import('./run.mjs');
export {};
