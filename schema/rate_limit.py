"""What this principal may still ask for."""

from datetime import datetime

import strawberry

from schema.context import Info


@strawberry.type(
    description="Where the caller stands. Every operation costs points: one for each object that "
    "it may bring, more for what is computed. Points are counted by person, or by token where it "
    "stands for nobody, and by each of the server's processes for itself."
)
class RateLimit:
    limit: int = strawberry.field(description="How many points there are a minute.")
    cost: int = strawberry.field(description="How many points this operation took.")
    remaining: int = strawberry.field(description="How many are left, after this operation.")
    used: int = strawberry.field(description="How many were taken since the minute began.")
    reset_at: datetime = strawberry.field(description="When all of them are there again.")


@strawberry.type
class RateLimitQueries:
    @strawberry.field(
        description="What the caller may still ask for; null where nothing is limited."
    )
    def rate_limit(self, info: Info) -> RateLimit | None:
        standing = info.context.standing
        if standing is None:
            return None
        return RateLimit(
            limit=standing.limit,
            cost=standing.cost,
            remaining=standing.remaining,
            used=standing.used,
            reset_at=standing.resets_at,
        )
