import type { LoggerService } from '@nestjs/common';
import type { Environment } from '../configuration/environment.js';
import { bufferedLines } from '../logging/buffered-lines.js';
import { atomicPieces } from '../logging/atomic-pieces.js';
import { createLogger } from '../logging/create-logger.js';
import { standardOutput } from '../logging/standard-output.js';
import type { Output } from './announce.js';

/** Creates the logger of a process of the service, which writes to standard output. */
export async function serviceLog(
  { isProduction, logLevel, workers }: Environment,
  { isTTY }: Output,
): Promise<LoggerService> {
  const isReadable = isTTY === true && !isProduction;
  const write = standardOutput((reason) => {
    log.warn(`Log lines were lost because they could not be written (${reason}).`, 'Keyturn');
  });
  const writeLines = workers === 1 ? write : inAtomicPieces(write);
  const log = await createLogger({ level: logLevel, isReadable }, bufferedLines(writeLines));
  return log;
}

const inAtomicPieces = (write: (lines: string) => void) => (lines: string) => {
  for (const piece of atomicPieces(lines)) write(piece);
};
