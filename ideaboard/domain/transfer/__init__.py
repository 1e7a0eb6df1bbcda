"""Transfer: boards from elsewhere come in, the whole house goes out and comes back. In bulk, not by verbs."""

from ideaboard.domain.transfer.archive import Contents, export, restore
from ideaboard.domain.transfer.bulk import votes_in_bulk
from ideaboard.domain.transfer.importing import Report, import_ideas
from ideaboard.domain.transfer.leaving import POSTS, delete_person, leave
from ideaboard.domain.transfer.models import ImportRun, Origin
from ideaboard.domain.transfer.reading import Malformed, mapping_of
from ideaboard.domain.transfer.recognising import bring_along
from ideaboard.domain.transfer.retention import forget_traces
from ideaboard.domain.transfer.takeout import files_of_person, takeout
from ideaboard.domain.transfer.undoing import Undone, undo_import, would_go
from ideaboard.domain.transfer.uploading import (
    ask_import,
    columns_of,
    files_of,
    forget_files,
    gone_wrong,
    looked_at,
    runs,
    sweep,
    upload_import,
    wanted,
    went_on,
)

__all__ = [
    "POSTS", "Contents", "ImportRun", "Malformed", "Origin", "Report", "Undone", "ask_import", "bring_along",
    "columns_of", "delete_person", "export", "files_of_person", "forget_traces", "leave", "takeout", "files_of",
    "forget_files", "gone_wrong", "import_ideas", "looked_at", "mapping_of", "restore", "runs", "sweep", "undo_import",
    "upload_import", "votes_in_bulk", "wanted", "went_on", "would_go",
]  # fmt: skip
