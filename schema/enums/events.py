"""What the types of events mean: as the catalogue has it."""

from schema.enums.describing import described
from service.events.catalogue import CATALOGUE, EventType

described(
    EventType,
    "What an event tells: `OBJECTIVE_CREATED` is called `objective.created` everywhere else.",
    {kind.type.name: kind.description for kind in CATALOGUE.values()},
)
