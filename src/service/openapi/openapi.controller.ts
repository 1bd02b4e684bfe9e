import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { slashed } from '../../auth/http/slashed.js';
import { type Asset, asset, sendAsset } from '../http/asset.js';

/** Serves the OpenAPI document, which is created at the first request. */
@Controller('api')
export class OpenApiController {
  private json: Promise<Asset> | undefined;
  private yaml: Promise<Asset> | undefined;

  @Get(slashed('openapi.json'))
  async readJson(@Res() reply: FastifyReply): Promise<void> {
    sendAsset(await (this.json ??= asJson()), reply);
  }

  @Get(slashed('openapi.yaml'))
  async readYaml(@Res() reply: FastifyReply): Promise<void> {
    sendAsset(await (this.yaml ??= asYaml()), reply);
  }
}

async function asJson(): Promise<Asset> {
  const { openApiJson } = await import('./document.js');
  return asset('application/json', openApiJson());
}

/** RFC 9512. */
async function asYaml(): Promise<Asset> {
  const [{ openApiDocument }, { stringify }] = await Promise.all([
    import('./document.js'),
    import('yaml'),
  ]);
  return asset('application/yaml', stringify(openApiDocument, { aliasDuplicateObjects: false }));
}
