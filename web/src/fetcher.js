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
    const stopping = new AbortController();
    const { signal } = stopping;
    const response = await fetch('/graphql', { method: 'POST', headers, body, signal });
    onStanding(response.status !== 401);
    const type = response.headers.get('content-type') ?? '';
    return type.startsWith('text/event-stream') ? results(response, stopping) : answer(response);
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
function results(response, stopping) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const over = { done: true, value: undefined };
  let rest = '';
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      for (;;) {
        const end = rest.indexOf('\n\n');
        if (end < 0) {
          const { value, done } = await reader.read().catch((error) => {
            if (stopping.signal.aborted) return over;
            throw error;
          });
          if (done) return over;
          rest += decoder.decode(value, { stream: true });
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
      stopping.abort();
      return over;
    },
  };
}
