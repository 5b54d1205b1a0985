// A front end on Relay: the operations that its compiler made, its normalized store, its errors.
//   node relay.mjs STORY TOLD ARTIFACTS
import { createRequire } from 'node:module';
import { join } from 'node:path';
import relay from 'relay-runtime';
import { headers, tell, told } from './told.mjs';

const { ConnectionHandler, Environment, Network, RecordSource, Store } = relay;
const { commitMutation, createOperationDescriptor, fetchQuery, getRequest, getSingularSelector } = relay;

const require = createRequire(import.meta.url);
const artifact = (name) => require(join(process.argv[4], `${name}.graphql.js`));

function environment(given = headers) {
  const ask = async ({ text }, variables) => {
    const response = await fetch(told.url, {
      method: 'POST',
      headers: { ...given, accept: 'application/graphql-response+json', 'content-type': 'application/json' },
      body: JSON.stringify({ query: text, variables }),
    });
    return response.json();
  };
  const made = new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
  return {
    query: (name, variables = {}) => fetchQuery(made, artifact(name), variables).toPromise(),
    mutate: (name, variables) => new Promise((onCompleted, onError) => {
      commitMutation(made, { mutation: artifact(name), variables, onCompleted, onError });
    }),
    // What a component of the query would show now, without asking anybody.
    shown: (name, variables) => {
      const operation = createOperationDescriptor(getRequest(artifact(name)), variables);
      made.retain(operation);
      return made.lookup(operation.fragment).data;
    },
    part: (name, reference) => made.lookup(getSingularSelector(artifact(name), reference)).data,
  };
}

async function read() {
  const { query, shown, part } = environment();
  const { objective } = await query('GoalQuery', { id: told.child });
  const pages = [];
  let cursor = null;
  for (;;) {
    await query('GoalListPaginationQuery', { count: 2, cursor });
    const list = part('GoalList', shown('GoalListPaginationQuery', { count: 2, cursor: null })).objectives;
    pages.push(list.edges.map((edge) => edge.node.title));
    if (!list.pageInfo.hasNextPage) {
      return {
        keyResults: objective.keyResults.nodes.map((one) => [one.current, one.target]),
        pages,
        totalCount: list.totalCount,
      };
    }
    cursor = list.pageInfo.endCursor;
  }
}

async function write() {
  const { query, mutate, shown } = environment();
  await query('GoalQuery', { id: told.child });
  const goal = () => shown('GoalQuery', { id: told.child }).objective;
  const connections = [ConnectionHandler.getConnectionID(told.child, 'Goal_alignedTo')];
  const link = async (childId, parentId) =>
    (await mutate('LinkingMutation', { input: { childId, parentId }, connections })).alignmentCreate;
  const refused = await link(told.parent, told.child);

  const before = goal();
  const rename = async (title) => {
    const input = { id: before.id, expectedVersion: before.version, title };
    return (await mutate('RenamingMutation', { input })).objectiveUpdate;
  };
  const done = await rename('Grandchild');
  const after = goal();
  const stale = await rename('Nephew');
  await link(told.child, told.teamGoals[0]);
  return {
    refused: refused.userErrors.map((error) => [error.code, error.path, error.cycle.map((node) => node.title)]),
    done: done.userErrors,
    shown: [before.title, after.title],
    stale: stale.userErrors.map((error) => [error.code, error.path]),
    joined: goal().alignedTo.edges.map((edge) => edge.node.parent.title),
  };
}

async function fail() {
  const codes = (error) => error.source?.errors.map((one) => one.extensions.code) ?? String(error);
  const refusal = (made, name, variables) => made.query(name, variables).then(() => 'no error', codes);
  const partial = await environment().query('FailingPartQuery');
  return {
    withoutToken: await refusal(environment({}), 'FailingQuery', {}),
    badCursor: await refusal(environment(), 'FailingQuery', { cursor: 'nothing' }),
    partial: [Object.keys(partial.organization).sort(), partial.lineOfSight],
  };
}

await tell({ read, write, fail });
