import { Controller, Get, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { AUTH_SETTINGS, type AuthSettings } from '../../auth/config/auth.settings.js';
import { slashed } from '../../auth/http/slashed.js';
import { type Asset, asset, sendAsset } from '../http/asset.js';
import type { Transport } from './transport.js';

/** Serves the OpenAPI document, which is created at the first request. */
@Controller('api')
export class OpenApiController {
  private json: Promise<Asset> | undefined;
  private yaml: Promise<Asset> | undefined;

  constructor(private readonly moduleRef: ModuleRef) {}

  @Get(slashed('openapi.json'))
  async readJson(@Res() reply: FastifyReply): Promise<void> {
    sendAsset(await (this.json ??= asJson(this.transport)), reply);
  }

  @Get(slashed('openapi.yaml'))
  async readYaml(@Res() reply: FastifyReply): Promise<void> {
    sendAsset(await (this.yaml ??= asYaml(this.transport)), reply);
  }

  private get transport(): Transport {
    return this.moduleRef.get<AuthSettings>(AUTH_SETTINGS, { strict: false });
  }
}

async function asJson(transport: Transport): Promise<Asset> {
  const { openApiDocumentOf, openApiJson } = await import('./document.js');
  return asset('application/json', openApiJson(openApiDocumentOf(transport)));
}

/** RFC 9512. */
async function asYaml(transport: Transport): Promise<Asset> {
  const [{ openApiDocumentOf }, { stringify }] = await Promise.all([
    import('./document.js'),
    import('yaml'),
  ]);
  return asset(
    'application/yaml',
    stringify(openApiDocumentOf(transport), { aliasDuplicateObjects: false }),
  );
}
