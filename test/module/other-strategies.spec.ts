import { beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Injectable, Module, Post, Req, UseGuards } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { Strategy as JwtBearer } from 'passport-jwt';
import { Strategy as UserAndPassword } from 'passport-local';
import { JwtAuthGuard } from '../../src/index.js';
import { sign } from '../support/jwt.js';
import { PLATFORMS, TestApplication } from './support/application.js';
import { memoryAuth } from './support/customers.js';
import { OTHER_SECRET } from './support/signed.js';

/** Registered under passport's default names, as in Nest's documentation. */
@Injectable()
class JwtStrategy extends PassportStrategy(JwtBearer) {
  constructor() {
    super({
      jwtFromRequest: ({ headers }: { headers: Record<string, string> }) =>
        headers['x-own-token'] ?? null,
      secretOrKey: OTHER_SECRET,
    });
  }

  validate({ sub }: { sub: string }) {
    return { own: sub };
  }
}

@Injectable()
class LocalStrategy extends PassportStrategy(UserAndPassword) {
  validate(username: string, password: string) {
    return password === 'own password' ? { own: username } : null;
  }
}

@Controller('own')
class OwnController {
  constructor(private readonly jwt: JwtService) {}

  @Get('default')
  @UseGuards(AuthGuard())
  byDefault(@Req() { user }: { user: object }) {
    return user;
  }

  @Get('named')
  @UseGuards(AuthGuard('jwt'))
  named(@Req() { user }: { user: object }) {
    return user;
  }

  @Post('local')
  @UseGuards(AuthGuard('local'))
  local(@Req() { user }: { user: { own: string } }) {
    return { token: this.jwt.sign({ sub: user.own }) };
  }

  @Get('keyturn')
  @UseGuards(JwtAuthGuard)
  guarded(@Req() { user }: { user: { id: string } }) {
    return { id: user.id };
  }
}

/** The log-in of the application, and passport options that apply to every guard in it. */
@Module({
  imports: [
    PassportModule.register({ defaultStrategy: 'jwt', property: 'user', session: false }),
    JwtModule.register({ global: true, secret: OTHER_SECRET }),
  ],
  providers: [JwtStrategy, LocalStrategy],
  controllers: [OwnController],
})
class OwnModule {}

describe.each(PLATFORMS)(
  'an application on %s with passport strategies named jwt and local',
  (platform) => {
    let application: TestApplication;
    beforeAll(async () => {
      const imports = [OwnModule, memoryAuth()];
      application = await TestApplication.start({ platform, imports });
    });

    it("accepts a token that the application's own strategy and JwtService issued", async () => {
      const body = { username: 'dave', password: 'own password' };
      const { json } = await application.post('/own/local', body);
      const own = { 'X-Own-Token': json['token'] as string };
      expect((await application.get('/own/default', own)).json).toEqual({ own: 'dave' });
      expect((await application.get('/own/named', own)).json).toEqual({ own: 'dave' });
    });

    it("rejects with the error of the application's own strategy", async () => {
      const { access } = await application.obtain();
      const { status, json } = await application.get('/own/named', { 'X-Own-Token': access });
      expect([status, json]).toEqual([401, { message: 'Unauthorized', statusCode: 401 }]);
      const local = await application.post('/own/local', { username: 'x', password: 'y' });
      expect(local.status).toBe(401);
    });

    it('guards a route with JwtAuthGuard, which rejects a token of the other strategy', async () => {
      const { access, refresh } = await application.obtain();
      expect((await application.getWithToken('/own/keyturn', access)).json).toEqual({ id: '7' });
      const others = sign({ sub: 'dave' }, OTHER_SECRET);
      expect(await application.statusOf('/own/keyturn', others)).toBe(401);
      expect((await application.refresh(refresh)).status).toBe(200);
    });
  },
);
