import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'keyturn:public';

/** Lets everybody in, where `JwtAuthGuard` guards the controller or the whole application. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
