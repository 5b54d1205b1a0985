"""What a team's scripts ask of Sightline, as three commands.

python okrs.py objectives platform            a team's objectives, and where their numbers stand
python okrs.py check-in platform-ingest-1 80  what a key result is today
python okrs.py findings ERROR                 what the audit finds, page by page
"""

import asyncio
import os
import sys
from decimal import Decimal
from uuid import uuid4

from sightline_client import CheckInCreateInput, Client, FindingSeverity


async def show_objectives(client: Client, team_id: str) -> None:
    team = (await client.objectives(team_id)).team
    if team is None:
        sys.exit(f"there is no team {team_id}")
    for objective in team.objectives.nodes:
        print(objective.title)
        for one in objective.key_results.nodes:
            # Null is "never measured", which is not 0 %.
            progress = "   ?" if one.progress is None else f"{one.progress:4.0%}"
            print(f"  {progress}  {one.title}")


async def check_in(client: Client, key_result_id: str, value: str) -> None:
    seen = (await client.key_result(key_result_id)).key_result
    if seen is None:
        sys.exit(f"there is no key result {key_result_id}")
    # With an id of its own it can be sent again, and is there once.
    given = CheckInCreateInput(id=str(uuid4()), key_result_id=seen.id, value=Decimal(value))
    recorded = (await client.check_in(given)).check_in_create
    for error in recorded.user_errors:
        sys.exit(f"{error.code}: {error.message}")
    if recorded.check_in:
        now = recorded.check_in.key_result
        print(f"{now.title}: {now.current} of {now.target} {now.unit or ''}".rstrip())


async def show_findings(client: Client, severity: str) -> None:
    after = None
    while True:
        audit = (await client.findings(FindingSeverity(severity), after)).alignment_audit
        if audit is None:
            return
        for finding in audit.findings.nodes:
            about = getattr(finding.subject, "title", "")
            print(f"{finding.rule}  {finding.message}  {about}".rstrip())
        if not audit.findings.page_info.has_next_page:
            return
        after = audit.findings.page_info.end_cursor


async def main() -> None:
    url = os.environ.get("SIGHTLINE_URL", "http://localhost:8000/graphql")
    headers = {"Authorization": f"Bearer {os.environ['SIGHTLINE_TOKEN']}"}
    async with Client(url=url, headers=headers) as client:
        match sys.argv[1:]:
            case ["objectives", team_id]:
                await show_objectives(client, team_id)
            case ["check-in", key_result_id, value]:
                await check_in(client, key_result_id, value)
            case ["findings", severity]:
                await show_findings(client, severity)
            case _:
                sys.exit(__doc__)


if __name__ == "__main__":
    asyncio.run(main())
