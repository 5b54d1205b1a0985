// A front end on Apollo Client: its normalized cache, its pages, its errors.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { filter, firstValueFrom } from 'rxjs';
import * as documents from './documents.mjs';
import { headers, tell, told } from './told.mjs';

const [PAGE, ONE, LINK, RENAME] = [
  documents.PAGE,
  documents.ONE,
  documents.LINK,
  documents.RENAME,
].map((text) => gql(text));

function client(given = headers) {
  const cache = new InMemoryCache({
    typePolicies: { Query: { fields: { objectives: relayStylePagination(['filter', 'orderBy']) } } },
  });
  return new ApolloClient({ cache, link: new HttpLink({ uri: told.url, headers: given }) });
}

async function read() {
  const apollo = client();
  const one = await apollo.query({ query: ONE, variables: { id: told.child } });
  const pages = [];
  const watched = apollo.watchQuery({ query: PAGE });
  let { data } = await firstValueFrom(watched.pipe(filter((result) => !result.loading)));
  for (;;) {
    pages.push(data.objectives.edges.map((edge) => edge.node.title));
    const { hasNextPage, endCursor } = data.objectives.pageInfo;
    if (!hasNextPage) break;
    await watched.fetchMore({ variables: { after: endCursor } });
    data = watched.getCurrentResult().data;
  }
  const keyResults = one.data.objective.keyResults.nodes.map(({ current, target }) => [current, target]);
  return { keyResults, pages, totalCount: data.objectives.totalCount };
}

async function write() {
  const apollo = client();
  const input = { childId: told.parent, parentId: told.child };
  const refused = (await apollo.mutate({ mutation: LINK, variables: { input } })).data.alignmentCreate;

  const shown = () => apollo.readQuery({ query: ONE, variables: { id: told.child } }).objective;
  await apollo.query({ query: ONE, variables: { id: told.child } });
  const before = shown();
  const rename = async (title) => {
    const given = { id: before.id, expectedVersion: before.version, title };
    return (await apollo.mutate({ mutation: RENAME, variables: { input: given } })).data.objectiveUpdate;
  };
  const done = await rename('Grandchild');
  const after = shown(); // nobody asked again: the mutation answered with the same id
  const stale = await rename('Nephew');
  return {
    refused: refused.userErrors.map((error) => [error.code, error.path, error.cycle.map((node) => node.title)]),
    done: done.userErrors,
    shown: [before.title, after.title],
    stale: stale.userErrors.map((error) => [error.code, error.path]),
  };
}

async function fail() {
  const codes = (error) =>
    CombinedGraphQLErrors.is(error) ? error.errors.map((one) => one.extensions.code) : String(error);
  const refusal = (apollo, query) => apollo.query({ query }).then(() => 'no error', codes);
  const partial = await client().query({
    query: gql`{ organization { id slug } lineOfSight(fromId: "nothing") { reach } }`,
    errorPolicy: 'all',
  });
  return {
    withoutToken: await refusal(client({}), gql`{ organization { id } }`),
    unknownField: await refusal(client(), gql`{ nothing }`),
    badCursor: await refusal(client(), gql`{ objectives(after: "nothing") { totalCount } }`),
    partial: [Object.keys(partial.data.organization).sort(), partial.data.lineOfSight, codes(partial.error)],
  };
}

await tell({ read, write, fail });
