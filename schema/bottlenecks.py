"""Bottlenecks: what too many lines of sight lead through."""

from decimal import Decimal
from functools import partial
from typing import Annotated

import strawberry

from schema.alignables import Alignable
from schema.context import Info
from schema.failures import bad_input
from schema.lookups import all_named, given
from schema.nouns import CYCLE, TEAM
from schema.page_sizes import MOST
from schema.scalars import ratio
from service.alignment.bottlenecks import Bottleneck as Found
from service.alignment.bottlenecks import Bottlenecks as Ranking
from service.alignment.snapshot import Snapshot
from service.audit.bottlenecks import bottlenecks_for
from service.audit.scope import Scope

DEFAULT = 10


@strawberry.type(description="A node without which key results lose their line of sight.")
class Bottleneck:
    node_id: strawberry.Private[str]
    key_result_count: int = strawberry.field(
        description="How many key results have no way up but through it; itself not counted."
    )
    share: Decimal = strawberry.field(
        description="These among all key results in scope that have a line of sight, rounded half "
        "up to 6 places."
    )

    @strawberry.field(description="The node: an objective, or a key result that others serve.")
    async def node(self, info: Info) -> Alignable:
        node: Alignable = (await info.context.reads.nodes(info, [self.node_id]))[0]
        return node


@strawberry.type(description="The nodes without which the most key results lose their sight.")
class Bottlenecks:
    snapshot: strawberry.Private[Snapshot]
    found: strawberry.Private[Ranking]

    @strawberry.field(
        description="How many key results in scope have a line of sight: one to the strategy, or "
        "to a company objective where no strategy is recorded."
    )
    def key_result_count(self) -> int:
        return self.found.in_sight

    @strawberry.field(
        description="The nodes that the most key results need, the worst first, ties by external "
        "id; none whose loss would cost no line of sight. What lines of sight end at is not among "
        "them."
    )
    def ranking(self) -> list[Bottleneck]:
        return [self._shown(one) for one in self.found.ranking]

    def _shown(self, one: Found) -> Bottleneck:
        return Bottleneck(
            node_id=self.snapshot.nodes.id[one.row],
            key_result_count=one.key_results,
            share=ratio(Decimal(one.key_results) / self.found.in_sight),
        )


@strawberry.type
class BottleneckQueries:
    @strawberry.field(
        description="The nodes without which the most key results lose their line of sight today; "
        "the scope selects the key results, the graph is always the whole organization. Null with "
        "an error where an argument names nothing."
    )
    async def bottlenecks(
        self,
        info: Info,
        cycle_id: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Key results of this cycle and its child cycles."),
        ] = strawberry.UNSET,
        team_ids: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(description="Key results of these teams and their parts."),
        ] = strawberry.UNSET,
        first: Annotated[
            int | None, strawberry.argument(description=f"Nodes at most, up to {MOST}.")
        ] = DEFAULT,
    ) -> Bottlenecks | None:
        most = DEFAULT if first is None else first
        if not 0 <= most <= MOST:
            raise bad_input(f"first is from 0 to {MOST}, not {most}")
        reads = info.context.reads
        scope = Scope(
            cycles=await all_named(info, CYCLE, given(cycle_id), "cycleId"),
            teams=await all_named(info, TEAM, team_ids or (), "teamIds"),
        )
        snapshot = await reads.snapshot()
        rank = partial(bottlenecks_for, snapshot, await reads.today(), scope, most)
        return Bottlenecks(snapshot=snapshot, found=await reads.work(rank))
