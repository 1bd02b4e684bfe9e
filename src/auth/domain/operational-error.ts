/**
 * An error that is not a bug. Its message explains the failure to people, so a command prints it
 * without a stack.
 */
export abstract class OperationalError extends Error {}
