import type { JsonWebKey } from 'node:crypto';

/**
 * A selection of the test vectors of Project Wycheproof (https://github.com/C2SP/wycheproof, folder
 * testvectors_v1): json_web_signature_test.json for RS256, PS256 and ES256, and ed25519_test.json.
 * The number is its `tcId`. The other vectors of ECDSA and RSA sign bytes that no JWS can contain.
 */
export interface WycheproofGroup {
  algorithm: 'RS256' | 'PS256' | 'ES256' | 'EdDSA';
  key: JsonWebKey;
  /** The number, the signed text, and the signature in base64url. */
  valid: readonly WycheproofVector[];
  invalid: readonly WycheproofVector[];
}

type WycheproofVector = readonly [tcId: number, comment: string, token: string];

const RSA_HEADER = 'eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etc2lnbiJ9';
const PSS_HEADER = 'eyJhbGciOiJQUzI1NiIsImtpZCI6IlBTMjU2XzIwNDgifQ';
const EC_HEADER = 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0';

const rs256 = (tcId: number, comment: string, signature: string): WycheproofVector => [
  tcId,
  comment,
  `${RSA_HEADER}.Zm9v.${signature}`,
];
const ps256 = (
  tcId: number,
  comment: string,
  signature: string,
  payload = 'MTIzNDAw',
): WycheproofVector => [tcId, comment, `${PSS_HEADER}.${payload}.${signature}`];
const es256 = (tcId: number, comment: string, signature: string): WycheproofVector => [
  tcId,
  comment,
  `${EC_HEADER}.Zm9v.${signature}`,
];

/** The message is the text before the last dot. */
const ed25519 = (tcId: number, comment: string, text: string, hex: string): WycheproofVector => [
  tcId,
  comment,
  `${text}.${Buffer.from(hex, 'hex').toString('base64url')}`,
];

const RS256: WycheproofGroup = {
  algorithm: 'RS256',
  key: {
    kty: 'RSA',
    n: 'kqGboBfAWttWPCA-0cGRgsY6SaYoIARt0B_PkaEcIq9HPYNdu9n6UuWHuuTHrjF_ZoQW97r5HaAorNvrMEGTGdxCHZdEtkHvNVVmrtxTBLiQCbCozXhFoIrVcr3qUBrdGnNn_M3jJi7Wg7p_-x62nS5gNG875oyheRkutHsQXikFZwsN3q_TsPNOVlCiHy8mxzaFTUQGm-X8UYexFyAivlDSjgDJLAZSWfxd7k9Gxuwa3AUfQqQcVcegmgKGCaErQ3qQbh1x7WB6iopE3_-GZ8HMAVtR9AmrVscqYsnjhaCehfAI0iKKs8zXr8tISc0ORbaalrkk03H1ZrsEnDKEWQ',
    e: 'AQAB',
  },
  valid: [
    rs256(
      33,
      'valid',
      'HUwxI1-cZrZgcuOgBQ7G7NE-GrqK79l6GV1KT4DKXnSMFwC8pfZCzE7pmLE7mYpLCIvzC87yuOjuhT0uW5oe6aaAEtR978cm-q8dfly45flqMrd_ifhi9GCsMlyi8dpQ42Ou1etZljFZuWjfyk8CN1c5DaHRwhqjScAPIFp6xmzKIRUJ_xdQfUSfSlujLaixtScU518EoNP4oo1v7E8RAz6ZO4g2N4Xqs8OvSxYydcoTEg42QnLHe9JnXgI37Q5gSwinwaPsG3Ry56UYiLoL8mCUa74S51y02VsIgVmmGWgaXjM-i_lCiKQDBiBnvWlka4XhVuvd6ZWibM9cbCPtPg',
    ),
  ],
  invalid: [
    rs256(
      46,
      'the length of the sequence in the long form',
      'KudI1-Bo-NhWAmNYu-aEGQA3ciNp-gKgGJETRino-l25uRh9peU1GWjmFfnda0SSZK8msCFMQ-ibIZxkwC1CUjxBRNwG1LqVtBa2mHtedT3lxKaS0nAQAzhsg0XWAEUjgnH1qtsYXknGzh-Vi_uVsu2yfPy6YhH9_8Ian984VRMzitHDzeNVcm1jc4vcB6iFicSl4cXWSijLxJSlVkDqMi8Neb3Zw-NQI3mQIt_3Eq51MncS-1vLBr0_qdAFREXVduyb-gRzgGSrE2pMxEO4Bbp5fvYnjaKsSdtNVvzayKwBDO418mfGzRbQyzpR2EeAFGIAkVRb_Mfh7Uil8nhBeg',
    ),
    rs256(
      47,
      'a leading 0 in the length of the sequence',
      'X8GIjUhtXgLeqJWHkaPaofWGF3PEJx0NpL8aj6sMI7d_gJyhERVrTvZQDEStdB6u3KLWPFc546RqawGYVaFEi_DmlIDfULOOx0bIxp1SDkDLHCaGXKq4pFd_vKngHu-Q2hr4A8WxdO-zaU99MSvlGrfUD5tdSpSV1yfdxSz0NRX0e60jA4Jx9iUbbC5i9iKj9DrxEmXm_EOygBiOlAH4_DfryfggoIFt3sp0LGcEEHsDc_oeFChLatwHhoSFqhK-ak-GF4Zsz8VW0K14gCufcNyWM4W-Qnv9UvHZaq39LE5akGUc7DxTFcnriw0gs1CtLl-u4-8vma6bBkHTanQ92Q',
    ),
    rs256(
      48,
      'a sequence longer by one',
      'Gp0CRlwcx8OiQw_l7SS8f7j3KhiimSYtABJ6esU-fuebUSXajLaA25SZd8LdkxlLZloybb-hfnDw-IS7SepWcjXeP_u_tcWgrj3ogK2T5m2E-6FAxY2rwR80rAct83ZMupyZkw_ICaJ3MRyl77biMpbsGgeeniWnbyPnMx_LSdTBKNbuNn2uARNNS5G49ceEC2hZ8Id-8CyMj2hNE2z22vkV6yf7dN3BbkNWmuCt0H3ycSKk3Aftnd5feHLNsivtJxMwCYRPcAej1-FD2IvSsor_-8OAbr2GyDPqq6Icjo4ZxIoSaQJ7xYk4RMXH-SERhKg0dK3SPaiHTB55YrUCJg',
    ),
    rs256(
      59,
      'no sequence',
      'F7S3oL6racMAA7D3H1UrEo1Ecr8YRxkUQs32K4IFWoAQPU8Tg0_6j23zOJncfho_BYfvC5UKejYFcYC6JIv3rPomgWuToiSvTpOk9HAuHmV5EMhsOZfLdsH0qVcuZSjLXR_w7m_Ljo8MQ9gwZerD3FBDxi6js7wuckcqEz_thjtatHia9bR4VvQ4SymBTnvW_ZudQwD_6afcqu72P223hJc7gTXPH9dgmm8E7Iz1R0_s5p54_3DWnbzw9DPB-zeRJI9M0oYpJl2BVawpYPTGYqez2HLKRCigbvzz-Q8SEKoheksRGue-ZSQsZlAWw0abqhqulnVZyMjuluD2AU4r9g',
    ),
    rs256(
      61,
      'zeros after the sequence',
      'CFfhT4N8_nZnxQSmAoxUZ8e82-yFklOoxXiZa0AYMQy6uetl9k_Wsy8t-k3K_kj35EahbptQ333B0IytIJrbMiY5S6C_KeS5ZoV6vpqpLX1jSw1m7bdPm2ioN4HEKsZOVGp3k0DZMc6NTXjW28dZhFJmeIgh1KTbbFCdu1Mh-6-6QAD_Hqy4k6sv1BmnL1cUJcTJ53wlTpAE-_jsFYi6TvpxQ6WeZoxb_Cs3f1SE0b7i07xFfx_cvhxUFs_zoWpRbdeU7dEQRdptjo66kIHYvAGgxJIA0taY1TT30da1hDuIFS9i3Ck1-e3fPY_Alp3IYERIZeHoG5LJ0V00q4oVWw',
    ),
    rs256(
      65,
      'garbage before the sequence',
      'gGiMG7eFAmzKURltavf4D_Qkm4oRLNnUYr3N-PgKarTML45mt6nNsWxMcYb_Iflt0t94UPQ761ZuT3vo7nbxqlUlJU9d88Ul41gnnUucChC42LqhjBc2UgmZp0A7RxLWRW9RgT_jT_wpACTHhcsrXvZZNBfbPmH4BbJSO7dxiHYB7OUStTYH_6juiEcczEf1eaTYRj9TjkrdUavtGCF6sqzg5-VYleoPHAwblNSONKTOGzztICqYCYN_FB8SWPAbYZmxjjfSwddzFu_B0G5iByiQ5lMwbbK2aY8EH5Knm-uGtyE_jDzIRtY8Q4kjPd8QKBBqheO2XY6r8Dm0TsJ1Rg',
    ),
  ],
};

const PS256: WycheproofGroup = {
  algorithm: 'PS256',
  key: {
    kty: 'RSA',
    n: 'orRRoH0KpfluRVZxUTVQUUqKW0YuvvcXCU-h_ugiJOY3-XRtP3yv0xh42AMltu9aFwD2WQO0aUKeidbqyIRQl7WrOTGJ25JRLtincRoSU_rNIPecFegkfz0-QuRuSMmOJUov6XZTE6A-_48X4aApOXofomqNzib0kO2BKZYV2YFMItphBCjgnH2WWFlCZvXAIdD87KCNlFoSvoLeTR7Oa0wDFFtdNJXU7VQR64eNrwX9evw-Ca2g8RJkIvWQl1oZaYFvSGmLy7obTZyuedRg2Pn4Xnl1AF2bwixOWsD3waRdElaaYoB9O5oC5aUw53MGb0U9H1tMLpz3ggKD90K51Q',
    e: 'AQAB',
  },
  valid: [
    ps256(
      274,
      'a payload of one byte',
      'ZgVavy_Pn25fIkdd8Nixh6YFJtTYk_THG0IKM7xUwLqiME80Z-f9pgdSf6-MKDV58Keo_oLYii9gXgSCcx-IUA1ezDFdaU3e90n1h9v5HCCwz3t_LnVRCCa4PkXArQTOCDD7gmDFhfzXOXWJOUPCCAj6lTdMn9UvPhCh3OB_ExMbW72-toklAYiDknpQTG_1-k7R3x91N5ToD6bGRonBB6Y3z-kZCgyQ3ORHBiWI1VYHxqKscorI-uI-wouKa-crqkvOoCTuAjvpu7Z8ZAgMPlLW5KRc8KC8VKcUW--7VJCUezGxLQSj011ith3wIuW1eE64xW9yq7kyB4XAiFiA7A',
      'YQ',
    ),
    ps256(
      287,
      'a salt of zeros',
      'dUcf9WkbpF69lhxu33p6pwelP-Cczi4sGO9r5sUgozEMT-_WJY5F5MFDMgwoUVf-se16NdYugg4pZP6YTtc-GQOWe_owLcOitHV-c2EpU1D7p2TaQA9Wj6yRy9m0Tvcd8wx2I2b--9LE09_1mfaoE-WVcfdeHIEfkXGMFgeSh_jC2mRNbveIiN5RGEsEjTZ4PLrQHV6A6b_FA9-KX1cC-cOyRezpCAVrvlUjLMKfzVcwNy0CB2LZmVIXUKX-UjY3Lq3zpibRaCh5sbFZbltSjwBdwnp_BKgzj_QPbOtqKxakJjBu7PCihlOkZID2e0nJfjUwcFQ3uc_k0OVdYE1Adg',
    ),
    ps256(
      288,
      'a salt of ones',
      'F6MDN2SsdHVg0mRakCsbQClDeJvHuKHXhO83jnXuMvpkAiutE2PKtyi_gwJjhE71SHfA_jsD0migXoLXLFgPkX-OGlgwt911VR6MiorJuvvSNyjOQj2nBuFOKWcvCTeBsRy--UOgmV-V6joI4Poe2WN7xKp5JfYMYsGNkGZESZD2__yg0QrIv7aQ-StA7FmesY2-unk9EwZnW6xHb5XLP89HLbzPRNSRCzhWM_THfFF1I1cFKJCHcKGtCwTJ8lASJxbzSQNBeroHsZTN9zu_Heg577po74AMvboi5qcH-W2lQlDxSbk40daN3ekv2n2oDJ6Ks8Z7fJjfPHmyDYEeBA',
    ),
  ],
  invalid: [
    ps256(
      276,
      'another hash of the message',
      'eYXIYOIgDt-DGHF8NiIrLu-Mw5NS2AqRAKBMQcacAtda0k4atGhtiSPpx7t6Q1q0H6FUDuZSkyisYdUWfTfgKa9rbSZA7s-atu2BQs8jIYJkZm5r4cjG-PC9IxlG0MgjuDB7cgfUFN9EULK3WEMxFDvpRflNNtqXv6KljFqhCRm9QqQV6kwulPn3N5rp2WAdkBd1LkRPyvL8FxxZAKNe-0wV2cnnqnoddtdYJfDWk1v-YQYd7XRezh8VpUkf-XMxJFzILrMSNz55IMvy0peD9Aal5NrXjQDr26ZpHA00UGYshS7tmd5h4H13IxbVmVSlrqAyX1EDn0XxxW3KgTlH3Q',
    ),
    ps256(
      281,
      'another length of the salt',
      'WBT0rwGn8qkOaoRZX32NCBC5pUzevzuX8qSTF2Eqvst7zKwxO1gN_HGbS13EbOk5ZU841G-ihVvE5ksWcVmVsTGZYELVw1j0XAIHlotUukQROn2ycW5AvFBBO5VYSlhYp0SJoepDJSQqx8F7UZKGaOACmUml7BCLAN9koWO1ck7LtYHepTO1i_nLlNt27zIIs7blHcPmfCHD_5IPBH1dFErBbeVSAD9gJqZf4nn59tZHpZ_rpXMHV2-jV0daijCynBOsdWLftF5ieY6cLW41dd2jmHE9upLxP8KYy-aX7juQ3cfE8Y5hcdqCmKXBHfoeRhDS4i02zvAUnoyLXUaDOg',
    ),
    ps256(
      282,
      'another length of the salt',
      'KGK-9vsElM63rVMxSuPa_EHi5RzE_JG-KSWJVeCDIenIiT0Vz2wggtY0y1HwuAumzcOb8bPIYSz3wxqKFUeziraZaCEcPtPP0KpkqyKf9E3iQPXRjznSVMFv3m3ATMgn2WzZbDSjPb5-Gcy8qtUl5FOlzCwj7bpKkxBF80INWh9THHjOEzAiD8dmaw9OfDa-GUUjs_A6DzzxUA1sgIu8DX14tVEKDWfhxQgIgumWtppEzSl9lADOD99EtziM5XB-AiSchK13wReRFON0eR4Djg4RIWOvRMJUny6XXxVdrcpAdrZB9MYhk5TxNzha7mZTtK_cEm0GIFG1Nn6VMsRU0Q',
    ),
    ps256(
      286,
      'another length of the salt',
      'Fl_gvzkVQze7J24fHODPv4mXKaNkCm_0RlHM6yQbDXHenTwglksuCH29RmbtskOxUuOXDgRSNnqI4nJXFLcd78c8_3UZBZFy7TNrTxLIHQCWYVaTKcr5DbN_q-HtBLp7Fg-WWQp0RrRHng4_QznsyJx2ljvic3Rxv5Bq16miwawiXvyXJhIw0zxy7euvWZCoYP_NOAkGcNDHUMVtCdaUUj9aOauraYNrfx20V4_uMEYCwZU3BLDyqaO8Lq1C5E8k3DEGRS2MPuvJkbFr38S8rgFkLHHtZcABsF_4rgdMFivbJOtylKam0CQHSU7KaD8S0uuYLbQC6o9dVDK7TLYnbw',
    ),
    ps256(
      289,
      'a modified padding of zeros',
      'O_QqCckr-Np9pbCmSEwhh_JA2MOWDBryQimk9kN49np5dpW09jhry8YWx8T67ui8A241JBYH42f-6-S9CN-8FpTQ6PBHxF1r7myPVy18wtOc74RKwj22GnxzzqJkac3qwddUKbrv6qAmImhqyR9lAcio7RxDwqZyGcQPSiDJir4fLkQuJzUfEK9xrVksQqEmYFoBhPjKdeeTW3o9MzET8x59O1U38lf-RSgxIFvDWwtPOLz1EfDWjcI-j8LdzWV11nkF8_V7_hnA3yXzMG1AQflOaTQ4zpg_bvB6cuR0Fodox6ld_azwPBaV_rH7lbLDH8pJZRcqUlHPaQ9-5dMECA',
    ),
    ps256(
      292,
      'a modified hash',
      'JjX0BYc86NQT4gNo88zDPHlmAUrh-BEv9Bg-tfe17xQfJmqa3csOL7r9UaXiUFOBe05YuvnNNPC1qQhJG1Ii4YoDGwu9TvMgHz5jVcxc-JLJewWiZUY40ZYTue0qS19SDGnFHY2Bftdrw_28emvQvj752ANo2I1B0i2ztR0fLKRLZGjpvJf3BV1ZHXYuNT4OfN-mTCVZcpCJUlBzX8dx9LDhvSmCDVkiW1P-TbTE8eGkKA5zv9bd0M8gU7rv0sNIW4Yiy3xw78ko6rfWpqsCmUTQZVRfKxnF8VtW9t83kG58avPFvNCWHRsqnXQGhAGPszs-Xs1jdNnJTMHVqnsy-A',
    ),
    ps256(
      306,
      'a modified salt',
      'O5EGneOY-pOaFGyrvmu7VqeUrWcTIoOe164nGMtX49IjdR65f9UgejVOIoxF8gpkYhCJhFX_TQeMvPnNbU0kTPVt_wsQEfgk2grH4qfs8ksxU14VW7FqFjTDw6ZGhKkxmksmPPmNCV-F7yfxV9DruTEo_2KqezuceY0qh2YIEhm-eAta7gWDNot4CB8ymqSeZmpZwNgXX5EmUXxTg5--7pz_s56wdWClFGuuWrTa5rzqQl86YSDuXD4nx_GxyjGxFiyrFq-LQVgT7kF3kRO6TiV0ViBWb3rkBO5i5J94i2eMHHipghuauBkUR3RNTqyMDE5jf-UQ13_bcrUXQOgBMg',
    ),
  ],
};

const ES256: WycheproofGroup = {
  algorithm: 'ES256',
  key: {
    kty: 'EC',
    crv: 'P-256',
    x: '04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY',
    y: 'UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgmw',
  },
  valid: [
    es256(
      18,
      'valid',
      '5cA0OHyMP7ezamUd5c9kV-FrGxdx4hbGXOdplQkutrqWrte5P-pAvsE3Ve6xSyU3YDQwUHjVVOtvcrEbbnZ8yA',
    ),
    es256(
      378,
      'valid, with n - s',
      '5cA0OHyMP7ezamUd5c9kV-FrGxdx4hbGXOdplQkutrppUShFwBW_Qj7IqhFOtNrIXLLKXS5CSZmERxmnjeyoiQ',
    ),
  ],
  invalid: [
    [
      31,
      'HS256 with the bytes of the public key',
      'eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.TgWtz2FIRukBQ_mA5sgHa0Ybtgn7bl-YBPAi7Z0XdHU',
    ],
    [
      32,
      'the key of the attacker in jwk',
      'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIiwiandrIjp7Imt0eSI6IkVDIiwia2lkIjoia2lkLWVjLXNpZ24iLCJ1c2UiOiJzaWciLCJhbGciOiJFUzI1NiIsIngiOiJNZG5UWkRJaERKYmZBU2RGcWFtY3BPMkNoOUdOS0sybTBNUWxoNDAyU3BvIiwieSI6Ijdhdko0bHFfV3l4LW5MUERCUTJZcHl0dUh5TWlvMDdCVXl2bDNqYUMtMVkiLCJjcnYiOiJQLTI1NiJ9fQ.Zm9v.4jmsollQD8ZxvySzXYnIEYA4fwaZi2ZbC0aI1J4LYmW2Bn31NhKdjms2N6o51Dff5-InWXQF9m45VtTexl6yjg',
    ],
    es256(
      379,
      'a longer signature',
      'AOXANDh8jD-3s2plHeXPZFfhaxsXceIWxlznaZUJLra6AJau17k_6kC-wTdV7rFLJTdgNDBQeNVU629ysRtudnzI',
    ),
    es256(
      380,
      'zeros after r and s',
      '5cA0OHyMP7ezamUd5c9kV-FrGxdx4hbGXOdplQkutroAlq7XuT_qQL7BN1XusUslN2A0MFB41VTrb3KxG252fMgA',
    ),
    es256(
      381,
      'r + n',
      'AeXANDd8jD-4s2plHeXPZFeeUhXFGPm1S1ChNFgFkdwLAJau17k_6kC-wTdV7rFLJTdgNDBQeNVU629ysRtudnzI',
    ),
    es256(
      382,
      's + n',
      'AOXANDh8jD-3s2plHeXPZFfhaxsXceIWxlznaZUJLra6AZau17g_6kC_wTdV7rFLJTcdGyr-H-zzcGMse95q2aIZ',
    ),
    es256(
      383,
      'r + 2^256',
      'AeXANDh8jD-3s2plHeXPZFfhaxsXceIWxlznaZUJLra6AJau17k_6kC-wTdV7rFLJTdgNDBQeNVU629ysRtudnzI',
    ),
    es256(386, 'r = 0, s = 0', 'A'.repeat(86)),
    es256(387, 'r = 0, s = 1', `${'A'.repeat(85)}Q`),
    es256(
      388,
      'r = 0, s = n - 1',
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAD_____AAAAAP__________vOb6racXnoTzucrC_GMlUA',
    ),
    es256(
      393,
      'r = 1, s = n',
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAH_____AAAAAP__________vOb6racXnoTzucrC_GMlUQ',
    ),
    es256(
      396,
      'r = n - 1, s = n - 1',
      '_____wAAAAD__________7zm-q2nF56E87nKwvxjJVD_____AAAAAP__________vOb6racXnoTzucrC_GMlUA',
    ),
    es256(
      401,
      'r = n, s = n',
      '_____wAAAAD__________7zm-q2nF56E87nKwvxjJVH_____AAAAAP__________vOb6racXnoTzucrC_GMlUQ',
    ),
  ],
};

const ED25519: WycheproofGroup = {
  algorithm: 'EdDSA',
  key: { kty: 'OKP', crv: 'Ed25519', x: 'fU0Of2FTpptiQrUiq77mhf2kQg-INLEIw72uNp71Sfo' },
  valid: [],
  invalid: [
    ed25519(31, 'no S', 'Test', '7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0'),
    ed25519(
      32,
      'too short',
      'Test',
      '7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab07a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946',
    ),
    ed25519(
      33,
      'too long',
      'Test',
      '7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab07a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946b30d2020',
    ),
    ed25519(
      42,
      'bit 0 of R',
      '123400',
      '647c1492402ab5ce03e2c3a7f0384d051b9cf3570f1207fc78c1bcc98c281c2b1d125e5538f38afbcc1c84e489521083041d24bc6240767029da063271a1ff0c',
    ),
    ed25519(
      59,
      'bit 255 of R',
      '123400',
      '657c1492402ab5ce03e2c3a7f0384d051b9cf3570f1207fc78c1bcc98c281cab227aedf259f910f0f3a759a335062665217925d019173b88917eae294f75d40f',
    ),
    ed25519(
      60,
      'R = 0',
      '123400',
      '0000000000000000000000000000000000000000000000000000000000000000e0b8e7770d51c7a36375d006c5bffd6af43ff54aaf47e4330dc118c71d61ec02',
    ),
    ed25519(
      61,
      'an R that is no point',
      '123400',
      'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff463a1908382e7eb7693acef9884f7cf931a215e0791876be22c631a59881fd0e',
    ),
    ed25519(
      63,
      'S + L',
      'Test',
      '7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab067654bce3832c2d76f8f6f5dafc08d9339d4eef676573336a5c51eb6f946b31d',
    ),
    ed25519(
      66,
      'S + 8 L',
      'Test',
      '7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab0e2300459f1e742404cd934d2c595a6253ad4eef676573336a5c51eb6f946b38d',
    ),
    ed25519(
      69,
      'S + 2^255',
      'Test',
      '7c38e026f29e14aabd059a0f2db8b0cd783040609a8be684db12f82a27774ab07a9155711ecfaf7f99f277bad0c6ae7e39d4eef676573336a5c51eb6f946b38d',
    ),
  ],
};

const VALID_ED25519: WycheproofGroup = {
  algorithm: 'EdDSA',
  key: { kty: 'OKP', crv: 'Ed25519', x: 'oSwr63cmXyqslTtQCTSdlBVaA62kFqrUUTGUgOmDykw' },
  valid: [
    ed25519(
      71,
      'an empty message',
      '',
      '5056325d2ab440bf30bbf0f7173199aa8b4e6fbc091cf3eb6bc6cf87cd73d992ffc216c85e4ab5b8a0bbc7e9a6e9f8d33b7f6e5ac0ffdc22d9fcaf784af84302',
    ),
    ed25519(
      72,
      'one byte',
      'x',
      '481fafbf4364d7b682475282f517a3ac0538c9a6b6a562e99a3d8e5afb4f90a559b056b9f07af023905753b02d95eb329a35c77f154b79abbcd291615ce42f02',
    ),
    ed25519(
      75,
      'a text',
      '123400',
      '9bbb1052dcfa8ad2715c2eb716ae4f1902dea353d42ee09fd4c0b4fcb8b52b5219e2200016e1199d0061891c263e31b0bc3b55673c19610c4e0fa5408004160b',
    ),
    ed25519(
      76,
      'null bytes',
      '\0'.repeat(12),
      'f63b5c0667c7897fc283296416f7f60e84bbde9cbd832e56be463ed9f568069702b17a2f7c341ebf590706a6388ac76ac613c1675ec0f2c7118f2573422a500b',
    ),
  ],
  invalid: [],
};

export const WYCHEPROOF: readonly WycheproofGroup[] = [RS256, PS256, ES256, ED25519, VALID_ED25519];
