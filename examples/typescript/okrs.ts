// What a team's front end asks of Sightline, as three commands:
//   node okrs.ts objectives platform            a team's objectives, and where their numbers stand
//   node okrs.ts current platform-ingest-1 80   a key result's new value, unless somebody was faster
//   node okrs.ts findings ERROR                 what the audit finds, page by page
import { ask, change, graphql } from './sightline.ts';

const objectives = graphql(`
  query Objectives($team: String!) {
    team(by: { externalId: $team }) {
      name
      objectives(filter: { lifecycle: { eq: ACTIVE } }, orderBy: [{ field: TITLE }]) {
        nodes {
          title
          keyResults { nodes { title start current target unit } }
        }
      }
    }
  }
`);

const keyResult = graphql(`
  query KeyResult($externalId: String!) {
    keyResult(by: { externalId: $externalId }) { id version }
  }
`);

const setCurrent = graphql(`
  mutation SetCurrent($input: KeyResultUpdateInput!) {
    keyResultUpdate(input: $input) {
      keyResult { title current target unit }
      userErrors { code message }
    }
  }
`);

const findings = graphql(`
  query Findings($severity: FindingSeverity!, $after: String) {
    alignmentAudit {
      findings(severities: [$severity], first: 10, after: $after) {
        nodes {
          rule
          message
          subject { ... on Objective { title } ... on KeyResult { title } ... on Cycle { title: name } }
        }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`);

type Severity = ReturnType<typeof graphql.scalar<'FindingSeverity'>>;
const SEVERITIES: readonly Severity[] = ['ERROR', 'WARNING', 'INFO'];

async function showObjectives(externalId: string): Promise<void> {
  const { team } = await ask(objectives, { team: externalId });
  if (!team) throw new Error(`there is no team ${externalId}`);
  for (const objective of team.objectives.nodes) {
    console.log(objective.title);
    for (const { title, start, current, target } of objective.keyResults.nodes) {
      console.log(`  ${progress(start, current, target)}  ${title}`);
    }
  }
}

/** Null is "never measured", which is not 0 %; a target may be where it started, as data go. */
function progress(start: string | null, current: string | null, target: string | null): string {
  if (start === null || current === null || target === null || start === target) return '   ?';
  const share = (Number(current) - Number(start)) / (Number(target) - Number(start));
  return `${Math.round(100 * share)}%`.padStart(4);
}

async function updateCurrent(externalId: string, current: string): Promise<void> {
  const seen = (await ask(keyResult, { externalId })).keyResult;
  if (!seen) throw new Error(`there is no key result ${externalId}`);
  const input = { id: seen.id, expectedVersion: seen.version, current };
  const { keyResultUpdate } = await change(setCurrent, { input });
  for (const { code, message } of keyResultUpdate.userErrors) throw new Error(`${code}: ${message}`);
  const now = keyResultUpdate.keyResult;
  console.log(`${now?.title}: ${now?.current} of ${now?.target} ${now?.unit ?? ''}`.trimEnd());
}

async function showFindings(severity: Severity): Promise<void> {
  let after: string | null = null;
  do after = await showPage(severity, after);
  while (after);
}

/** Where the next page begins; null after the last. */
async function showPage(severity: Severity, after: string | null): Promise<string | null> {
  const { alignmentAudit } = await ask(findings, { severity, after });
  if (!alignmentAudit) return null;
  const { nodes, pageInfo } = alignmentAudit.findings;
  for (const { rule, message, subject } of nodes) {
    const about = subject && 'title' in subject ? subject.title : '';
    console.log(`${rule}  ${message}  ${about}`.trimEnd());
  }
  return pageInfo.hasNextPage ? pageInfo.endCursor : null;
}

const [command, first = '', second = ''] = process.argv.slice(2);
const severity = SEVERITIES.find((one) => one === first);
if (command === 'objectives') await showObjectives(first);
else if (command === 'current') await updateCurrent(first, second);
else if (command === 'findings' && severity) await showFindings(severity);
else throw new Error('objectives TEAM | current KEY_RESULT VALUE | findings ERROR|WARNING|INFO');
