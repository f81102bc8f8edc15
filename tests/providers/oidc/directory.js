// A hospital's directory for the tests: oidc-provider as it is, with people whose password is their login backwards.
// What it needs comes as one line of JSON on standard input; it says "ready" when it answers.

import crypto from "node:crypto";
import http from "node:http";
import readline from "node:readline";
import Provider, { interactionPolicy } from "oidc-provider";

const line = (await readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]().next()).value;
const { port, redirect_uri, client_id, client_secret, people } = JSON.parse(line);
const issuer = `http://127.0.0.1:${port}`;

function signingKey(kid) {
  const { privateKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
}

const provider = new Provider(issuer, {
  clients: [{ client_id, client_secret, redirect_uris: [redirect_uri] }],
  cookies: { keys: [crypto.randomBytes(32).toString("hex")] },
  jwks: { keys: [signingKey("first")] },
  claims: { openid: ["sub", "acr", "amr"], profile: ["name", "employee_number", "groups"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}`, policy: interactionPolicy.base() },
  async findAccount(_, sub) {
    const person = people[sub];
    if (person === undefined) return undefined;
    return { accountId: sub, claims: async () => ({ sub, ...person.claims }) };
  },
  // Whoever has signed in has agreed: it is the hospital's own.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    });
    grant.addOIDCScope("openid profile");
    await grant.save();
    return grant;
  },
});

const FORM = `<!doctype html><html lang="en"><title>Directory</title><form method="post">
<label>Staff login <input name="login"></label><label>Staff password <input name="password" type="password"></label>
<button>Sign in here</button><button name="cancel" value="1">Cancel</button></form></html>`;

async function interact(request, response) {
  if (request.method === "GET") {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(FORM);
    return;
  }
  let body = "";
  for await (const piece of request) body += piece;
  const form = new URLSearchParams(body);
  const login = form.get("login") ?? "";
  const isRight = people[login] !== undefined && form.get("password") === [...login].reverse().join("");
  const result =
    form.has("cancel") || !isRight
      ? { error: "access_denied", error_description: "not this time" }
      : { login: { accountId: login, amr: people[login].amr ?? ["pwd"] } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
http
  .createServer((request, response) =>
    request.url.startsWith("/interaction/") ? interact(request, response) : answer(request, response),
  )
  .listen(port, "127.0.0.1", () => console.log("ready"));
