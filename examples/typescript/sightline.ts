// Documents whose results and variables are typed by our schema, and a client that sends them.
import { type AnyVariables, Client, type OperationResult, cacheExchange, fetchExchange } from '@urql/core';
import { type TadaDocumentNode, initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';

export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: {
    Date: string; // 2026-03-31
    DateTime: string;
    Decimal: string; // exact: no number of JavaScript holds it
    JSON: unknown;
  };
}>();

const client = new Client({
  url: process.env['SIGHTLINE_URL'] ?? 'http://localhost:8000/graphql',
  preferGetMethod: false,
  exchanges: [cacheExchange, fetchExchange],
  fetchOptions: { headers: { authorization: `Bearer ${process.env['SIGHTLINE_TOKEN']}` } },
});

/** The data of a query; whatever went wrong is thrown. */
export async function ask<Data, Variables extends AnyVariables>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return dataOf(await client.query(document, variables));
}

/** The data of a mutation; its userErrors are data, too. */
export async function change<Data, Variables extends AnyVariables>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return dataOf(await client.mutation(document, variables));
}

function dataOf<Data>({ data, error }: OperationResult<Data>): Data {
  if (error || !data) throw error ?? new Error('there is neither data nor an error');
  return data;
}
