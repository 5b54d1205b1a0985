from service.alignment.commands.archiving import archive_alignments, restore_alignments
from service.alignment.commands.changing import AlignmentChange, update_alignments
from service.alignment.commands.creating import NewAlignment, create_alignments

__all__ = [
    "AlignmentChange",
    "NewAlignment",
    "archive_alignments",
    "create_alignments",
    "restore_alignments",
    "update_alignments",
]
