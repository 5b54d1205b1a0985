// Follows every event from the beginning to a number, and goes on after each loss of the connection
// where it stopped: the variables are sent again as they are then.
import { createClient as overSockets } from 'graphql-ws';
import { createClient as overStreams } from 'graphql-sse';

const [way, url, token, last] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const retrying = {
  retryAttempts: 1000,
  retry: () => new Promise((resolve) => setTimeout(resolve, 50)),
};
const client =
  way === 'graphql-ws'
    ? overSockets({
        url: url.replace('http', 'ws'),
        connectionParams: { authorization },
        retryAttempts: retrying.retryAttempts,
        retryWait: retrying.retry,
        // While nobody listens, Node's WebSocket has an error that is no closing.
        shouldRetry: () => true,
      })
    : overStreams({ url, headers: { authorization }, ...retrying });

const operation = {
  query: 'subscription ($after: ID) { events(after: $after) { sequence } }',
  variables: { after: '0' },
};

await new Promise((resolve, reject) => {
  client.subscribe(operation, {
    next({ data, errors }) {
      if (errors) return reject(errors);
      const { sequence } = data.events;
      operation.variables.after = sequence;
      process.stdout.write(`${sequence}\n`);
      if (Number(sequence) >= Number(last)) resolve();
    },
    error: reject,
    complete: () => reject(new Error('completed')),
  });
});
await client.dispose();
