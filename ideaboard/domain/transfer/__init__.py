"""Transfer: boards from elsewhere come in, the whole house goes out and comes back. In bulk, not by verbs."""

from ideaboard.domain.transfer.archive import Contents, export, restore
from ideaboard.domain.transfer.bulk import votes_in_bulk
from ideaboard.domain.transfer.importing import Report, import_ideas
from ideaboard.domain.transfer.models import ImportRun, Origin
from ideaboard.domain.transfer.reading import Malformed, mapping_of

__all__ = [
    "Contents", "ImportRun", "Malformed", "Origin", "Report", "export", "import_ideas", "mapping_of", "restore",
    "votes_in_bulk",
]  # fmt: skip
