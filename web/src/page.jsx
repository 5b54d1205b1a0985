import './workers.js';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { fetcherWith } from './fetcher.js';
import { TokenField, useToken } from './token.jsx';

const EMPTY_TAB = '# Ctrl-Enter runs, Ctrl-Space completes; the book on the left tells every field.\n';

const LICENSES = document.querySelector('link[rel=license]').href;

function Page() {
  const [token, setToken] = useToken();
  const fetcher = useMemo(() => fetcherWith(token), [token]);
  return (
    <>
      <TokenField token={token} onToken={setToken} />
      <GraphiQL
        fetcher={fetcher}
        schema={token ? undefined : null}
        schemaDescription
        inputValueDeprecation
        defaultQuery={EMPTY_TAB}
        defaultTabs={SAMPLES}
        shouldPersistHeaders={false}
        defaultEditorToolsVisibility="variables"
      >
        <GraphiQL.Logo>
          <a href={LICENSES} target="_blank" rel="noreferrer">
            Licenses
          </a>
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

createRoot(document.getElementById('page')).render(<Page />);
