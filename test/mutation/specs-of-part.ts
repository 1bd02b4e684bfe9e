/** The specs of one part of a mutation run, as run.mjs found them. */
declare const SPECS_OF_PART: readonly string[];

// One test file for Jest, whatever they are: what they all load is loaded once for each mutant.
for (const spec of SPECS_OF_PART) await import(`../../${spec}`);
