/** Exit status for an invalid configuration: EX_CONFIG of sysexits.h. */
export const EXIT_CONFIGURATION = 78;
