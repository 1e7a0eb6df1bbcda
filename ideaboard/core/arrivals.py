"""Bodies of requests as they come over the wire: whole before anybody works on them, and not for ever.

A browser sends a form in one go; somebody who wants to stop the site sends it byte by byte over many connections. What
arrives waits here, in memory and from some size on in a file, and takes no thread. It has a moment of grace and must
then keep to a slow telephone's pace; and when very much arrives at once, the oldest that is not whole gives way.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO

IN_MEMORY = 256 * 1024  # of one body; the rest goes to a file


class Refused(Exception):
    """The body is not taken: 413 too large, 408 too slow, 400 cut short."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass
class Arrivals:
    """What arrives in one process, and how much of it at once."""

    largest: int  # bytes of one body
    grace: float = 10.0  # seconds for nothing
    pace: int = 8 * 1024  # bytes a second, from then on
    many: int = 200  # bodies at once: well below the connections that the server takes
    room: int = 512 * 1024 * 1024  # bytes of all bodies, until their requests are answered
    held: int = 0
    _arriving: dict[asyncio.Timeout, None] = field(default_factory=dict)  # oldest first

    async def whole(self, chunks: AsyncIterable[bytes], announced: int | None) -> IO[bytes]:
        """All of it, to be read from its beginning and given back to :meth:`forget`; raises ``Refused``."""
        if announced is not None and announced > self.largest:
            raise Refused(413)
        body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed by forget)
        limit = asyncio.timeout(self.grace)
        try:
            async with limit:
                self._arriving[limit] = None
                await self._gather(chunks, body, limit, announced)
        except TimeoutError:
            self.forget(body)
            raise Refused(408) from None
        except BaseException:
            self.forget(body)
            raise
        finally:
            self._arriving.pop(limit, None)
        body.seek(0)
        return body

    async def _gather(
        self, chunks: AsyncIterable[bytes], body: IO[bytes], limit: asyncio.Timeout, announced: int | None
    ) -> None:
        end, size, ends = limit.when() or 0.0, 0, 0
        async for chunk in chunks:
            if not chunk:  # one at the end; the server tells of a broken body by one before it
                ends += 1
                continue
            size += len(chunk)
            if size > self.largest:
                raise Refused(413)
            body.write(chunk)
            self.held += len(chunk)
            self._make_room()
            if limit in self._arriving:
                limit.reschedule(end + size / self.pace)
        if ends > 1 or announced not in (None, size):
            raise Refused(400)

    def _make_room(self) -> None:
        """Who is attacked loses what is slowest; a form that comes in one go is never the oldest."""
        if self._arriving and (len(self._arriving) > self.many or self.held > self.room):
            oldest = next(iter(self._arriving))
            del self._arriving[oldest]
            oldest.reschedule(asyncio.get_running_loop().time())

    def forget(self, body: IO[bytes]) -> None:
        """The request is answered."""
        self.held -= body.seek(0, 2)
        body.close()
