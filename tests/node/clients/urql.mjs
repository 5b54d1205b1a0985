// A front end on urql: its document cache for what is small, Graphcache for pages, its errors.
import { Client, cacheExchange, fetchExchange, gql } from '@urql/core';
import { cacheExchange as graphcache } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import * as documents from './documents.mjs';
import { headers, tell, told } from './told.mjs';

const [PAGE, ONE, LINK, RENAME] = [
  documents.PAGE,
  documents.ONE,
  documents.LINK,
  documents.RENAME,
].map((text) => gql(text));
const paged = graphcache({ resolvers: { Query: { objectives: relayPagination() } } });

function client(exchange, given = headers) {
  return new Client({
    url: told.url,
    preferGetMethod: false,
    exchanges: [exchange, fetchExchange],
    fetchOptions: { headers: given },
  });
}

async function read() {
  const urql = client(paged);
  const one = await urql.query(ONE, { id: told.child });
  const pages = [];
  let after;
  for (;;) {
    const next = await urql.query(PAGE, { after });
    // relayPagination puts what was read before in front of each page
    pages.push(next.data.objectives.edges.map((edge) => edge.node.title));
    const { hasNextPage, endCursor } = next.data.objectives.pageInfo;
    if (!hasNextPage) {
      const { totalCount } = next.data.objectives;
      const keyResults = one.data.objective.keyResults.nodes.map(({ current, target }) => [current, target]);
      return { keyResults, pages, totalCount };
    }
    after = endCursor;
  }
}

async function write() {
  const urql = client(cacheExchange);
  const input = { childId: told.parent, parentId: told.child };
  const refused = (await urql.mutation(LINK, { input })).data.alignmentCreate;

  // What is shown is asked for again when a mutation answers with a type that it holds.
  const shown = [];
  let changed;
  const { unsubscribe } = urql.query(ONE, { id: told.child }).subscribe(({ data, stale }) => {
    if (stale) return;
    shown.push(data.objective);
    changed?.();
  });
  const isShown = (many) => new Promise((resolve) => {
    changed = () => shown.length >= many && resolve();
    changed();
  });
  await isShown(1);
  const { id, version } = shown[0];
  const rename = async (title) =>
    (await urql.mutation(RENAME, { input: { id, expectedVersion: version, title } })).data.objectiveUpdate;
  const done = await rename('Grandchild');
  await isShown(2);
  unsubscribe();
  const stale = await rename('Nephew');
  return {
    refused: refused.userErrors.map((error) => [error.code, error.path, error.cycle.map((node) => node.title)]),
    done: done.userErrors,
    shown: shown.map((one) => one.title),
    stale: stale.userErrors.map((error) => [error.code, error.path]),
  };
}

async function fail() {
  const codes = (error) => error.graphQLErrors.map((one) => one.extensions.code);
  const refusal = async (urql, query) => codes((await urql.query(query, {})).error);
  const partial = await client(cacheExchange).query(
    gql`{ organization { id slug } lineOfSight(fromId: "nothing") { reach } }`,
    {},
  );
  return {
    withoutToken: await refusal(client(cacheExchange, {}), gql`{ organization { id } }`),
    unknownField: await refusal(client(cacheExchange), gql`{ nothing }`),
    badCursor: await refusal(client(cacheExchange), gql`{ objectives(after: "nothing") { totalCount } }`),
    partial: [Object.keys(partial.data.organization).sort(), partial.data.lineOfSight, codes(partial.error)],
  };
}

await tell({ read, write, fail });
