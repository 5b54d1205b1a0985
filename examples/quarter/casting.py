"""Before and after the quarter: who is there, and with which tokens they ask."""

from datetime import UTC, datetime, timedelta

from sightline_client import Client, Role, TokenCreateInput, TokenRevokeInput

from company import PEOPLE, PILLAR, TEAMS, Person, Play, client_for, done, say, there


def gather(play: Play) -> None:
    """Five people get a token each."""
    pillar = there(play.admin.company(PILLAR, play.key).strategy_element)
    play.ids[PILLAR] = pillar.id
    say(f"The strategy says: {pillar.title}. No goal serves that so far.")
    for team in play.admin.teams(list(TEAMS)).teams.nodes:
        play.teams[there(team.external_id)] = team.id
    for person in play.admin.people(list(PEOPLE)).people.nodes:
        name = there(person.external_id)
        token_id, client = _token(play, person.id, person.name)
        play.people[name] = Person(person.id, person.name, token_id, client)
    everybody = ", ".join(play.people[name].name for name in PEOPLE)
    say(f"{everybody} ask with tokens of their own, as members.")


def _token(play: Play, person_id: str, name: str) -> tuple[str, Client]:
    """A token that stands for a person: what they write names them as its author."""
    given = TokenCreateInput(
        name=f"{play.key}: {name}",
        role=Role.MEMBER,
        person_id=person_id,
        # Whatever happens to the play: nobody is to find it in use.
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
    made = done(play.admin.give_token(given).token_create)
    token_id = there(made.token).id
    if made.secret is None:
        # It is told once, and the answer that told it was lost on the way.
        done(play.admin.revoke_token(TokenRevokeInput(id=token_id)).token_revoke)
        return _token(play, person_id, name)
    return token_id, client_for(play.url, made.secret)


def leave(play: Play) -> None:
    """The tokens are taken back."""
    for person in play.people.values():
        done(play.admin.revoke_token(TokenRevokeInput(id=person.token_id)).token_revoke)
        person.client.http_client.close()
    say(f"{len(play.people)} tokens are of no use any more.")
