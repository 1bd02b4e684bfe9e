import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { type AuthUser, CurrentUser, JwtAuthGuard } from '../../../src/index.js';

@Controller('orders')
@UseGuards(JwtAuthGuard)
export class OrdersController {
  @Get()
  list(@CurrentUser() { id, username }: AuthUser) {
    return { of: id, username };
  }
}

/** A feature of the application, which imports nothing of ours. */
@Module({ controllers: [OrdersController] })
export class OrdersModule {}
