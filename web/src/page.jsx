import './workers.js';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { fetcherWith } from './fetcher.js';
import { TokenField, useToken } from './token.jsx';

const EMPTY_TAB = `# Ctrl-Enter runs, Ctrl-Space completes.
# The book on the left tells every field.
`;
const LICENSES = document.querySelector('link[rel=license]').href;
// GraphiQL keeps the tabs of the last visit, but gives the first of new ones no variables.
const isFirstVisit = localStorage.getItem('graphiql:tabState') === null;
const given = isFirstVisit ? { initialVariables: SAMPLES[0].variables } : {};

function Page() {
  const [token, setToken] = useToken();
  const [isAccepted, setAccepted] = useState(true);
  const fetcher = useMemo(() => fetcherWith(token, setAccepted), [token]);
  return (
    <>
      <TokenField token={token} isAccepted={isAccepted} onToken={setToken} />
      <GraphiQL
        {...given}
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
          <a className="licenses" href={LICENSES} target="_blank" rel="noreferrer">
            Licenses
          </a>
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

createRoot(document.getElementById('page')).render(<Page />);
