"""The story of the quarter, in the server's own words."""

from textwrap import wrap

from company import Play, say, there
from goals import SENSORS

LINE = 100


def tell(play: Play) -> None:
    """The story of the quarter, of one team, and of one goal."""
    found = play.admin.story(play.cycle_id, play.teams["supply"], play.ids[SENSORS])
    cycle, objective = there(found.cycle), there(found.objective)
    _print("The company", there(cycle.whole).text)
    _print("Supply", there(cycle.of_team).text)
    _print("What Rafael set out to learn", there(objective.narrative).text)


def _print(title: str, story: str) -> None:
    say(f"{title}:")
    for paragraph in story.splitlines():
        for line in wrap(paragraph, LINE):
            say(f"   {line}")
