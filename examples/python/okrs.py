"""What a team's scripts ask of Sightline, as three commands.

python okrs.py objectives platform            a team's objectives, and where their numbers stand
python okrs.py current platform-ingest-1 80   a key result's new value, unless somebody was faster
python okrs.py findings ERROR                 what the audit finds, page by page
"""

import asyncio
import os
import sys
from decimal import Decimal

from sightline_client import Client, FindingSeverity, KeyResultUpdateInput


async def show_objectives(client: Client, team_id: str) -> None:
    team = (await client.objectives(team_id)).team
    if team is None:
        sys.exit(f"there is no team {team_id}")
    for objective in team.objectives.nodes:
        print(objective.title)
        for one in objective.key_results.nodes:
            print(f"  {progress(one.start, one.current, one.target)}  {one.title}")


def progress(start: Decimal | None, current: Decimal | None, target: Decimal | None) -> str:
    """Null is "never measured", which is not 0 %; a target may be where it started, as data go."""
    if start is None or current is None or target is None or start == target:
        return "   ?"
    return f"{(current - start) / (target - start):4.0%}"


async def update_current(client: Client, key_result_id: str, current: str) -> None:
    seen = (await client.key_result(key_result_id)).key_result
    if seen is None:
        sys.exit(f"there is no key result {key_result_id}")
    change = KeyResultUpdateInput(
        id=seen.id, expected_version=seen.version, current=Decimal(current)
    )
    updated = (await client.set_current(change)).key_result_update
    for error in updated.user_errors:
        sys.exit(f"{error.code}: {error.message}")
    if now := updated.key_result:
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
            case ["current", key_result_id, value]:
                await update_current(client, key_result_id, value)
            case ["findings", severity]:
                await show_findings(client, severity)
            case _:
                sys.exit(__doc__)


if __name__ == "__main__":
    asyncio.run(main())
