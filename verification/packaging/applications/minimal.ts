import 'reflect-metadata';
import { Controller, Get, Injectable, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter as Adapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { hash } from '@node-rs/argon2';
import { AuthModule, type AuthUser, CurrentUser, JwtAuthGuard, RefreshToken, UserStore } from 'keyturn'; // prettier-ignore
import { CreateRefreshToken1763800000000 } from 'keyturn/migrations';

const CAROL = { id: '7', username: 'carol', isActive: true, tokenVersion: 0 };

/** The user store of the application. */
@Injectable()
class Users extends UserStore {
  async findByUsername(username: string) {
    if (username !== CAROL.username) return null;
    return { ...CAROL, passwordHash: await hash('copper willow stream') };
  }

  findById(id: string) {
    return Promise.resolve(id === CAROL.id ? CAROL : null);
  }

  recordLogin() {
    return Promise.resolve();
  }
}

@Controller('orders')
@UseGuards(JwtAuthGuard)
class OrdersController {
  @Get()
  list(@CurrentUser() user: AuthUser) {
    return { of: user.id };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'better-sqlite3',
      database: ':memory:',
      entities: [RefreshToken],
      migrations: [CreateRefreshToken1763800000000],
      migrationsRun: true,
    }),
    AuthModule.forRoot({ secret: process.env['SECRET'] ?? '', userStore: Users }),
  ],
  controllers: [OrdersController],
})
class AppModule {}

async function main() {
  const app = await NestFactory.create(AppModule, new Adapter(), { logger: ['fatal'] });
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`Listening on ${await app.getUrl()}/\n`);
}

void main();
