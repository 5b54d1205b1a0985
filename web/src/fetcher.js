// Asks our own origin; what the Headers editor says outranks the token of the field.
// onStanding hears after each answer whether the token was accepted.
export function fetcherWith(token, onStanding) {
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  return async (parameters, options) => {
    const headers = new Headers({
      ...authorization,
      // The last is for what only a stream can hold: subscriptions.
      accept: 'application/graphql-response+json, application/json, text/event-stream',
    });
    for (const [name, value] of Object.entries(options?.headers ?? {})) {
      headers.set(name, value);
    }
    headers.set('content-type', 'application/json');
    const body = JSON.stringify(parameters);
    const response = await fetch('/graphql', { method: 'POST', headers, body });
    onStanding(response.status !== 401);
    const type = response.headers.get('content-type') ?? '';
    return type.startsWith('text/event-stream') ? results(response) : answer(response);
  };
}

async function answer(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${response.status} ${response.statusText}: ${text || 'an empty answer'}`);
  }
}

// The results of a subscription, until it is complete or the reader stops.
function results(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for (;;) {
        const end = rest.indexOf('\n\n');
        if (end < 0) {
          const { value, done } = await reader.read();
          if (done) return { done: true, value: undefined };
          rest += value;
          continue;
        }
        const lines = rest.slice(0, end).split('\n');
        rest = rest.slice(end + 2);
        if (lines[0] === 'event: complete') return this.return();
        if (lines[0] === 'event: next') {
          return { done: false, value: JSON.parse(lines[1].slice('data: '.length)) };
        }
      }
    },
    async return() {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
