// A certified provider of OpenID Connect on this machine: node oidc-provider.mjs <redirect address> <id token's algorithm>.
// Prints "issuer: <address>" and serves until its standard input ends. Any login and password will do on its pages.

import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const [redirectUri, algorithm] = process.argv.slice(2);
const keys = [generateKeyPairSync("rsa", { modulusLength: 2048 }), generateKeyPairSync("ec", { namedCurve: "P-256" })].map(
  ({ privateKey }) => ({ ...privateKey.export({ format: "jwk" }), use: "sig" }),
);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "minichat",
        client_secret: "planted-client-secret+of/the%provider",
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_basic",
        id_token_signed_response_alg: algorithm,
      },
    ],
    jwks: { keys },
    cookies: { keys: ["for tests alone"] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    claims: { openid: ["sub"], profile: ["name", "preferred_username"], email: ["email", "email_verified"] },
    findAccount: (context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        preferred_username: id,
        name: `${id} of the provider`,
        email: `${id}@example.org`,
        email_verified: true,
      }),
    }),
  });
  for (const event of ["server_error", "grant.error", "userinfo.error"])
    provider.on(event, (context, error) => console.error(event, error));
  assert.equal(provider.issuer, issuer);
  server.on("request", provider.callback());
  console.log(`issuer: ${issuer}`);
});

process.stdin.on("end", () => process.exit(0)).resume();
