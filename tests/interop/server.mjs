// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

// An authorization server that shares no line with Convoke: oidc-provider, as strict as a service
// can be with a desktop program. Prints its address, and leaves when its standard input closes.

import { createServer } from 'node:http';

import Provider from 'oidc-provider';

const CLIENT_ID = 'convoke-interop';

// Every event with a token in it, in order: what the tests count.
const events = [];

const configuration = {
  clients: [{
    client_id: CLIENT_ID,
    client_name: 'Convoke',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token',
      'urn:ietf:params:oauth:grant-type:device_code'],
    response_types: ['code'],
    // RFC 8252, section 7.3: whatever the port.
    redirect_uris: ['http://127.0.0.1/callback'],
  }],
  pkce: { required: () => true, methods: ['S256'] },
  features: {
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  scopes: ['openid', 'email'],
  claims: { openid: ['sub'], email: ['email'] },
  cookies: { keys: ['only a test'] },
  // So short that whoever comes again a little later comes with one that is over.
  ttl: { AccessToken: 2, AuthorizationCode: 60, RefreshToken: 24 * 3600, Grant: 24 * 3600,
    Session: 24 * 3600, Interaction: 3600, IdToken: 3600, DeviceCode: 600 },
  // A used refresh token that comes again ends the whole grant.
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  findAccount: async (ctx, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, email: `${id}@example.org` }),
  }),
};

function watch(provider) {
  for (const name of ['refresh_token.saved', 'refresh_token.consumed', 'refresh_token.destroyed',
    'access_token.saved', 'access_token.destroyed', 'authorization_code.consumed']) {
    provider.on(name, (token) => events.push({ name, token: token.jti, iat: token.iat }));
  }
  for (const name of ['grant.error', 'authorization.error', 'revocation.error', 'server_error']) {
    provider.on(name, (ctx, error) => events.push({ name, error: error.message }));
  }
  provider.on('grant.revoked', () => events.push({ name: 'grant.revoked' }));
}

function reply(response, status, value) {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(value));
}

async function tellUser(provider, request, response) {
  const [scheme, bearer] = (request.headers.authorization ?? '').split(' ');
  const token = scheme === 'Bearer' ? await provider.AccessToken.find(bearer) : undefined;

  if (token === undefined || token.isExpired) {
    reply(response, 401, { code: 124, message: 'Invalid access token.' });
    return;
  }
  reply(response, 200, { id: token.accountId, email: `${token.accountId}@example.org` });
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  const serve = provider.callback();

  watch(provider);
  server.on('request', (request, response) => {
    if (request.url === '/v2/users/me') {
      tellUser(provider, request, response).catch((error) => {
        reply(response, 500, { message: error.message });
      });
    } else if (request.url === '/test/events') {
      reply(response, 200, events);
    } else {
      serve(request, response);
    }
  });
  console.log(issuer);
});

process.stdin.on('end', () => process.exit(0)).resume();
