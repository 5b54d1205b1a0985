// GraphiQL's own fetcher against a server: two results of a subscription, then it stops; a query.
import { fetcherWith } from '../../../web/src/fetcher.js';

const [url, token] = process.argv.slice(2);
const ask = globalThis.fetch;
globalThis.fetch = (path, init) => ask(new URL(path, url), init);

const standings = [];
const fetcher = fetcherWith(token, (standing) => standings.push(standing));
const sequences = [];
const results = await fetcher({ query: 'subscription { events(after: 0) { sequence } }' });
for await (const { data } of results) {
  sequences.push(data.events.sequence);
  if (sequences.length === 2) break;
}
const refused = [];
for await (const { errors } of await fetcher({
  query: 'subscription { events(after: "nothing") { sequence } }',
})) {
  refused.push(errors[0].extensions.code);
}
const { data } = await fetcher({ query: '{ organization { name } }' });
process.stdout.write(JSON.stringify({ sequences, refused, data, standings }));
