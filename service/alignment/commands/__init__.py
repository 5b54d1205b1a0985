from service.alignment.commands.archiving import archive_alignments, restore_alignments
from service.alignment.commands.changing import AlignmentChange, update_alignments
from service.alignment.commands.creating import (
    NewAlignment,
    NewProposal,
    create_alignments,
    propose_alignments,
)
from service.alignment.commands.deciding import (
    AlignmentAcceptance,
    AlignmentDecision,
    accept_alignments,
    decline_alignments,
    withdraw_alignments,
)

__all__ = [
    "AlignmentAcceptance",
    "AlignmentChange",
    "AlignmentDecision",
    "NewAlignment",
    "NewProposal",
    "accept_alignments",
    "archive_alignments",
    "create_alignments",
    "decline_alignments",
    "propose_alignments",
    "restore_alignments",
    "update_alignments",
    "withdraw_alignments",
]
