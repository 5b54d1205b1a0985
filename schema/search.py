"""What a search finds, as a connection whose edges say how well each thing fits."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.connections import PageInfo
from schema.listings import argument, page_arguments, read_as
from schema.page_sizes import ROOT_DEFAULT
from schema.prepared.specs import Search
from service.search.queries import LONGEST_TEXT

if TYPE_CHECKING:
    from schema.cycles import Cycle
    from schema.initiatives import Initiative
    from schema.kpis import Kpi
    from schema.objectives.key_result import KeyResult
    from schema.objectives.objective import Objective
    from schema.people import Person
    from schema.strategy import StrategyElement
    from schema.teams import Team

SearchResult = Annotated[
    Annotated["StrategyElement", strawberry.lazy("schema.strategy")]
    | Annotated["Objective", strawberry.lazy("schema.objectives.objective")]
    | Annotated["KeyResult", strawberry.lazy("schema.objectives.key_result")]
    | Annotated["Initiative", strawberry.lazy("schema.initiatives")]
    | Annotated["Team", strawberry.lazy("schema.teams")]
    | Annotated["Person", strawberry.lazy("schema.people")]
    | Annotated["Cycle", strawberry.lazy("schema.cycles")]
    | Annotated["Kpi", strawberry.lazy("schema.kpis")],
    strawberry.union(
        "SearchResult", description="What a search can find; all of them are nodes with an id."
    ),
]


@strawberry.type(description="One thing that was found, with its place.")
class SearchEdge:
    cursor: str = strawberry.field(description="Its place: give it to `after` or `before`.")
    node: SearchResult = strawberry.field(description="What was found.")
    score: float = strawberry.field(
        description="How well it fits, from 0 to 1, where 1 is the very text; to be compared within"
        " one search only."
    )


@strawberry.type(description="One page of what was found, the best first, nothing archived.")
class SearchConnection:
    edges: list[SearchEdge] = strawberry.field(
        description="What was found on this page, each with its cursor and score."
    )
    nodes: list[SearchResult] = strawberry.field(description="The same alone.")
    page_info: PageInfo = strawberry.field(description="Where this page lies in the list.")
    total_count: int = strawberry.field(
        description="How many things were found; counted only when asked for."
    )


@strawberry.type
class SearchQueries:
    search = read_as(
        Search(),
        SearchConnection,
        "What has the words of a text in its title or name, the best first; where nothing has, what"
        " resembles it. Strategy elements, objectives, key results, initiatives, teams, people,"
        " cycles and KPIs are looked through.",
        [
            argument(
                "text",
                str,
                "Words of a title or name, in any order, each perhaps only begun; case, accents and"
                f" punctuation do not matter. At most {LONGEST_TEXT} characters; without any word"
                " it finds nothing.",
            ),
            *page_arguments(ROOT_DEFAULT),
        ],
    )
