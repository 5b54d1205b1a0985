import { useState } from 'react';

const KEY = 'sightline.token';

// The token lives as long as the tab: nothing that outlasts it may let someone in.
export function useToken() {
  const [token, setToken] = useState(() => sessionStorage.getItem(KEY) ?? '');
  const keep = (text) => {
    const given = text.trim().replace(/^bearer\s+/i, '');
    sessionStorage.setItem(KEY, given);
    setToken(given);
  };
  return [token, keep];
}

export function TokenField({ token, isAccepted, onToken }) {
  const submit = (event) => {
    event.preventDefault();
    onToken(new FormData(event.target).get('token'));
  };
  return (
    <form className="token" onSubmit={submit}>
      <strong>Sightline</strong>
      <label htmlFor="token">API token</label>
      <input
        key={token}
        id="token"
        name="token"
        type="password"
        autoComplete="off"
        spellCheck="false"
        placeholder="make run prints one; sightline token create makes others"
        defaultValue={token}
        autoFocus={!token}
      />
      <button type="submit">Use</button>
      {token && (
        <button type="button" onClick={() => onToken('')}>
          Forget
        </button>
      )}
      <output className="hint" htmlFor="token">
        {hint(token, isAccepted)}
      </output>
    </form>
  );
}

function hint(token, isAccepted) {
  if (!token) {
    return 'Without a token nothing can be asked.';
  }
  return isAccepted
    ? 'Sent with every request; forgotten when this tab closes.'
    : 'The server does not accept this token: it is mistyped, revoked or expired.';
}
