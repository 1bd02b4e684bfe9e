import { createDataSource } from './src/service/database/data-source.js';
import { readDotEnv } from './src/service/configuration/dot-env.js';
import { readDatabaseLocation } from './src/service/configuration/environment.js';

/** Configuration of the command line of TypeORM: `npm run typeorm -- migration:show`. */
export default createDataSource(
  readDatabaseLocation({ ...process.env, ...readDotEnv(process.env, process.cwd()) }),
);
