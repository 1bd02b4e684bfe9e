import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { type AuthUser, CurrentUser, JwtAuthGuard, Public } from '../../../src/index.js';

@Controller('orders')
@UseGuards(JwtAuthGuard)
export class OrdersController {
  @Get()
  list(@CurrentUser() { id, username }: AuthUser) {
    return { of: id, username };
  }
}

/** A feature module of the application that does not import AuthModule. */
@Module({ controllers: [OrdersController] })
export class OrdersModule {}

@Controller('plain')
class PlainController {
  @Get()
  list() {
    return {};
  }

  @Get('open')
  @Public()
  open() {
    return {};
  }
}

/** A feature module whose routes have no guard. */
@Module({ controllers: [PlainController] })
export class PlainModule {}
