import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { VisitorTokens } from '../../src/tokens/visitor-tokens';

const keys = generateKeyPairSync('ed25519');
const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const visitor = { visitor: randomUUID(), bot: randomUUID(), conversation: randomUUID() };

test('a token says who the visitor is, for thirty days', async () => {
  const tokens = await VisitorTokens.fromPem(pem);
  const token = await tokens.issue(visitor);
  await expect(tokens.verify(token)).resolves.toEqual(visitor);
  const { exp = 0, iat = 0, sub, bot, conv } = decodeJwt(token);
  expect(exp - iat).toBe(30 * 24 * 3_600);
  expect({ sub, bot, conv }).toEqual({ sub: visitor.visitor, bot: visitor.bot, conv: visitor.conversation });
  expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'EdDSA', kid: expect.stringMatching(/^[\w-]{43}$/) });
});

test('every server with the same key accepts it', async () => {
  const [one, other] = [await VisitorTokens.fromPem(pem), await VisitorTokens.fromPem(pem)];
  await expect(other.verify(await one.issue(visitor))).resolves.toEqual(visitor);
});

test('a token of another key, a changed one, an unsigned one and noise are refused alike', async () => {
  const tokens = await VisitorTokens.fromPem(pem);
  const otherPem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const foreign = await (await VisitorTokens.fromPem(otherPem)).issue(visitor);
  const [head, body, signature] = (await tokens.issue(visitor)).split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
  const changed = Buffer.from(JSON.stringify({ ...claims, conv: randomUUID() })).toString('base64url');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const forged = [foreign, `${head}.${changed}.${signature}`, `${none}.${body}.`, 'noise', ''];
  for (const token of forged) {
    await expect(tokens.verify(token)).rejects.toMatchObject({ status: 401, type: 'invalid-token' });
  }
});

test('an expired token is refused', async () => {
  const tokens = await VisitorTokens.fromPem(pem);
  const { kid } = decodeProtectedHeader(await tokens.issue(visitor));
  const expired = await new SignJWT({ bot: visitor.bot, conv: visitor.conversation })
    .setProtectedHeader({ alg: 'EdDSA', kid: kid as string })
    .setSubject(visitor.visitor)
    .setExpirationTime('-1 second')
    .sign(keys.privateKey);
  await expect(tokens.verify(expired)).rejects.toMatchObject({ status: 401 });
});

test('a key of another kind is refused at the start', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await expect(VisitorTokens.fromPem(other)).rejects.toThrow('Ed25519');
});
