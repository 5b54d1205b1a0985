// Prints as JSON how a server does in every audit of GraphQL over HTTP.
// node graphql_over_http.mjs URL   with the token in the environment as TOKEN
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
const authorization = `Bearer ${process.env.TOKEN}`;

function fetchFn(address, init = {}) {
  return fetch(address, { ...init, headers: { ...init.headers, authorization } });
}

const results = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const { status, reason, response } = await audit.fn();
  const answer = response && { status: response.status, body: await response.clone().text().catch(() => null) };
  results.push({ id: audit.id, name: audit.name, status, reason, answer });
}
console.log(JSON.stringify(results));
