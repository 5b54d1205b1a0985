// Asks our own origin; what the Headers editor says outranks the token of the field.
// onStanding hears after each answer whether the token was accepted.
export function fetcherWith(token, onStanding) {
  const authorization = token ? { authorization: `Bearer ${token}` } : {};
  return async (parameters, options) => {
    const headers = new Headers({
      ...authorization,
      accept: 'application/graphql-response+json, application/json',
    });
    for (const [name, value] of Object.entries(options?.headers ?? {})) {
      headers.set(name, value);
    }
    headers.set('content-type', 'application/json');
    const body = JSON.stringify(parameters);
    const response = await fetch('/graphql', { method: 'POST', headers, body });
    onStanding(response.status !== 401);
    return answer(response);
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
