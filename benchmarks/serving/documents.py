"""What is asked, in the words of each schema; aliases give the answers the same names.

ID and FIRST stand where the load generator puts an id and the size of a page.
"""

from benchmarks.serving.load import FIRST, ID
from benchmarks.serving.organization import ORGANIZATION_ID

OBJECTIVE = "objective"
PAGE = "page"
CASCADE = "cascade"
UNSEEN = "unseen"
UPDATE = "update"

# Who asks for the update, so that no title is the one that is there already.
SENDER = "@SENDER@"
NEW_TITLE = f"Answer within a day, {FIRST}, as {SENDER} has it"

_COLUMNS = "id title metricType unit start target current"

_OURS_CASCADE = """id title keyResults(first: 4) { nodes { id title current target } }"""
_OURS_ALIGNED = "alignedFrom: children(first: 10) { nodes { %s } }"


def _nested(columns: str, aligned: str) -> str:
    """Four levels of objectives, each with its key results."""
    text = columns
    for _ in range(3):
        text = f"{columns} {aligned % text}"
    return text


OURS = {
    OBJECTIVE: f"""query ($id: ID!) {{ objective(by: {{id: $id}}) {{
        id title description level lifecycle
        keyResults(first: 10) {{ nodes {{ {_COLUMNS} }} }} }} }}""",
    PAGE: """query ($id: ID!) { objectives(filter: {team: {eq: $id}}, first: 50) {
        nodes { id title owner { name }
            keyResults(first: 4) { nodes { id title current target
                checkIns(first: 5) {
                    nodes { id value occurredAt } } } } }
        pageInfo { hasNextPage endCursor } } }""",
    CASCADE: f"""query ($id: ID!) {{
        objective(by: {{id: $id}}) {{ {_nested(_OURS_CASCADE, _OURS_ALIGNED)} }} }}""",
    UNSEEN: f"""{{ objective(by: {{id: "{ID}"}}) {{ id title description level lifecycle
        keyResults(first: {FIRST}) {{ nodes {{ {_COLUMNS} }} }} }} }}""",
    UPDATE: f"""mutation ($id: ID!, $title: String!) {{
        objectiveUpdate(input: {{id: $id, title: $title}}) {{
            objective {{ id title description level lifecycle
                keyResults(first: 10) {{ nodes {{ {_COLUMNS} }} }} }}
            userErrors {{ code message }} }} }}""",
}

# The floor has no language: a request names its statement.
FLOOR = {name: name for name in (OBJECTIVE, PAGE, CASCADE, UPDATE)} | {UNSEEN: OBJECTIVE}

_COMPOSITE = "organizationId: $organization, rowId: $id"
_ORDERED = "orderBy: [POSITION_ASC, ROW_ID_ASC]"
_POSTGRAPHILE_COLUMNS = "id: rowId title metricType unit start target current"


def _key_results(first: str, columns: str) -> str:
    return (
        f"keyResults: keyResultsByOrganizationIdAndObjectiveId(first: {first}, {_ORDERED})"
        f" {{ nodes {{ {columns} }} }}"
    )


POSTGRAPHILE = {
    OBJECTIVE: f"""query ($organization: UUID!, $id: UUID!) {{ objective({_COMPOSITE}) {{
        id: rowId title description level lifecycle
        {_key_results("10", _POSTGRAPHILE_COLUMNS)} }} }}""",
    PAGE: f"""query ($organization: UUID!, $id: UUID!) {{
        objectives(condition: {{organizationId: $organization, teamId: $id}}, first: 50) {{
            nodes {{ id: rowId title owner: organizationOwner {{ name }} {
        _key_results(
            "4",
            '''id: rowId title current target
            checkIns: checkInsByOrganizationIdAndKeyResultId(
                first: 5, orderBy: [OCCURRED_AT_DESC, ROW_ID_DESC]
            ) { nodes { id: rowId value occurredAt } }''',
        )
    } }}
        pageInfo {{ hasNextPage endCursor }} }} }}""",
    CASCADE: "query ($organization: UUID!, $id: UUID!) {"
    f" objective({_COMPOSITE}) {{ "
    + _nested(
        f"id: rowId title {_key_results('4', 'id: rowId title current target')}",
        "alignedFrom(first: 10, orderBy: ROW_ID_ASC) { nodes { child: childObjective { %s } } }",
    )
    + " } }",
    UNSEEN: f"""{{ objective(organizationId: "{ORGANIZATION_ID}", rowId: "{ID}") {{
        id: rowId title description level lifecycle
        {_key_results(FIRST, _POSTGRAPHILE_COLUMNS)} }} }}""",
    UPDATE: f"""mutation ($organization: UUID!, $id: UUID!, $title: String!) {{
        objectiveUpdate: updateObjective(input: {{
            organizationId: $organization, rowId: $id, patch: {{title: $title}} }}) {{
            objective {{ id: rowId title description level lifecycle
                {_key_results("10", _POSTGRAPHILE_COLUMNS)} }} }} }}""",
}

# Both peers in Python have the same schema, with plain lists inside.
STRAWBERRY = {
    OBJECTIVE: f"""query ($id: UUID!) {{ objective(id: $id) {{
        id title description level lifecycle keyResults(first: 10) {{ {_COLUMNS} }} }} }}""",
    PAGE: """query ($id: UUID!) { objectives(teamId: $id, first: 50) {
        nodes { id title owner { name }
            keyResults(first: 4) { id title current target
                checkIns(first: 5) { id value occurredAt } } }
        pageInfo { hasNextPage endCursor } } }""",
    CASCADE: "query ($id: UUID!) { objective(id: $id) { "
    + _nested(
        "id title keyResults(first: 4) { id title current target }",
        "alignedFrom(first: 10) { %s }",
    )
    + " } }",
    UNSEEN: f"""{{ objective(id: "{ID}") {{ id title description level lifecycle
        keyResults(first: {FIRST}) {{ {_COLUMNS} }} }} }}""",
    UPDATE: f"""mutation ($id: UUID!, $title: String!) {{
        objectiveUpdate(id: $id, title: $title) {{ objective {{
            id title description level lifecycle
            keyResults(first: 10) {{ {_COLUMNS} }} }} }} }}""",
}
ARIADNE = {name: text.replace("UUID!", "ID!") for name, text in STRAWBERRY.items()}
