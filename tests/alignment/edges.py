"""Edges of one child, and whoever writes them."""

from uuid import UUID

from service.alignment.models import Alignment
from tests.company import Company
from tests.writing.desk import Desk


async def live(desk: Desk, *edges: UUID) -> list[bool]:
    return [(await desk.row(Alignment, edge))["archived_at"] is None for edge in edges]


async def primary(desk: Desk, *edges: UUID) -> list[bool]:
    return [(await desk.row(Alignment, edge))["is_primary"] for edge in edges]


async def fan(company: Company, count: int) -> tuple[UUID, list[UUID]]:
    """A child, and that many to align it to."""
    child = await company.objective("Child")
    return child, [await company.objective(f"Parent {n}") for n in range(count)]
