// What a team's front end asks of Sightline, as three commands:
//   node okrs.ts objectives platform            a team's objectives, and where their numbers stand
//   node okrs.ts check-in platform-ingest-1 80  what a key result is today
//   node okrs.ts findings ERROR                 what the audit finds, page by page
import { ask, change, graphql } from './sightline.ts';

const objectives = graphql(`
  query Objectives($team: String!) {
    team(by: { externalId: $team }) {
      name
      objectives(filter: { lifecycle: { eq: ACTIVE } }, orderBy: [{ field: TITLE }]) {
        nodes {
          title
          keyResults { nodes { title progress } }
        }
      }
    }
  }
`);

const keyResult = graphql(`
  query KeyResult($externalId: String!) {
    keyResult(by: { externalId: $externalId }) { id }
  }
`);

const recordCheckIn = graphql(`
  mutation CheckIn($input: CheckInCreateInput!) {
    checkInCreate(input: $input) {
      checkIn { keyResult { title current target unit } }
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
    for (const { title, progress } of objective.keyResults.nodes) {
      // Null is "never measured", which is not 0 %.
      const share = progress === null ? '?' : `${Math.round(100 * Number(progress))}%`;
      console.log(`  ${share.padStart(4)}  ${title}`);
    }
  }
}

async function checkIn(externalId: string, value: string): Promise<void> {
  const seen = (await ask(keyResult, { externalId })).keyResult;
  if (!seen) throw new Error(`there is no key result ${externalId}`);
  // With an id of its own it can be sent again, and is there once.
  const input = { id: crypto.randomUUID(), keyResultId: seen.id, value };
  const { checkInCreate } = await change(recordCheckIn, { input });
  for (const { code, message } of checkInCreate.userErrors) throw new Error(`${code}: ${message}`);
  const now = checkInCreate.checkIn?.keyResult;
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
else if (command === 'check-in') await checkIn(first, second);
else if (command === 'findings' && severity) await showFindings(severity);
else throw new Error('objectives TEAM | check-in KEY_RESULT VALUE | findings ERROR|WARNING|INFO');
