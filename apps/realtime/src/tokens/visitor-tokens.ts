import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Problem } from '@perchoir/service/problem';
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT } from 'jose';

/** Who a visitor is, and the one conversation that the token opens. */
export interface Visitor {
  /** UUID of the visitor. */
  readonly visitor: string;
  /** UUID of the bot. */
  readonly bot: string;
  /** UUID of the conversation. */
  readonly conversation: string;
}

const ALGORITHM = 'EdDSA';
const LIFETIME = '30 days';

/** Issues and checks the tokens that prove who joins. */
export class VisitorTokens {
  private constructor(
    private readonly privateKey: KeyObject,
    private readonly publicKey: KeyObject,
    /** RFC 7638 thumbprint of the key: tokens of a replaced key are recognised as such. */
    private readonly keyId: string,
  ) {}

  /**
   * @param pem - private Ed25519 key, PKCS#8
   * @throws Error when the key is of another kind
   */
  static async fromPem(pem: string): Promise<VisitorTokens> {
    const privateKey = createPrivateKey(pem);
    if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('The visitor key must be an Ed25519 key.');
    const publicKey = createPublicKey(privateKey);
    return new VisitorTokens(privateKey, publicKey, await calculateJwkThumbprint(await exportJWK(publicKey)));
  }

  issue({ visitor, bot, conversation }: Visitor): Promise<string> {
    return new SignJWT({ bot, conv: conversation })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.keyId })
      .setSubject(visitor)
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(this.privateKey);
  }

  /** @throws Problem 401 when the token is forged, expired or from another key */
  async verify(token: string): Promise<Visitor> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.publicKey, { algorithms: [ALGORITHM] });
      const { sub: visitor, bot, conv: conversation } = payload;
      if (protectedHeader.kid !== this.keyId) throw new Error('unknown key');
      if (!isText(visitor) || !isText(bot) || !isText(conversation)) throw new Error('claims missing');
      return { visitor, bot, conversation };
    } catch {
      const detail = 'Join again without a token to begin a new conversation.';
      throw new Problem(401, 'invalid-token', {
        title: 'The token is not valid or has expired.',
        field: 'token',
        detail,
      });
    }
  }
}

function isText(claim: unknown): claim is string {
  return typeof claim === 'string' && claim !== '';
}
