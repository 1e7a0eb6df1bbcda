"""Bodies arrive whole or are refused; the oldest gives way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from ideaboard.core.arrivals import Arrivals, Refused


async def sent(*chunks: bytes) -> AsyncIterator[bytes]:
    """As the server gives them: the end is an empty one."""
    for chunk in (*chunks, b""):
        yield chunk


async def stalled(first: bytes, until: asyncio.Event) -> AsyncIterator[bytes]:
    """Begins, and goes on only when told to."""
    yield first
    await until.wait()
    yield b""


async def read(arrivals: Arrivals, *chunks: bytes, announced: int | None = None) -> bytes:
    """What arrived; forgotten again."""
    body = await arrivals.whole(sent(*chunks), announced)
    content = body.read()
    arrivals.forget(body)
    return content


def refusal(arrivals: Arrivals, *chunks: bytes, announced: int | None = None) -> int:
    """The status with which this is refused; nothing of it is held afterwards."""
    with pytest.raises(Refused) as refused:
        asyncio.run(read(arrivals, *chunks, announced=announced))
    assert arrivals.held == 0
    return refused.value.status


def test_what_arrives_is_whole_and_then_forgotten() -> None:
    arrivals = Arrivals(largest=1_000_000)
    content = b"ab" * 400_000  # more than is kept in memory
    assert asyncio.run(read(arrivals, content[:9], content[9:], announced=len(content))) == content
    assert asyncio.run(read(arrivals, b"ab", b"cd")) == b"abcd"
    assert arrivals.held == 0


def test_what_is_too_large_or_broken_is_refused() -> None:
    arrivals = Arrivals(largest=10)
    assert refusal(arrivals, announced=11) == 413
    assert refusal(arrivals, b"12345678", b"9012") == 413
    assert refusal(arrivals, b"1234", announced=9) == 400
    assert refusal(arrivals, b"1234", b"") == 400


def test_a_slow_body_is_refused_after_its_grace() -> None:
    arrivals = Arrivals(largest=10, grace=0.05, pace=1_000_000)

    async def wait() -> None:
        await arrivals.whole(stalled(b"1", asyncio.Event()), None)

    with pytest.raises(Refused) as refused:
        asyncio.run(wait())
    assert (refused.value.status, arrivals.held) == (408, 0)


@pytest.mark.parametrize("narrow", [{"many": 3}, {"room": 10}])
def test_when_too_much_arrives_at_once_the_oldest_gives_way(narrow: dict[str, int]) -> None:
    arrivals = Arrivals(largest=10, grace=600, **narrow)

    async def crowd() -> list[object]:
        go_on = asyncio.Event()
        waiting = [asyncio.create_task(arrivals.whole(stalled(b"123", go_on), 3)) for _number in range(3)]
        await asyncio.sleep(0)
        assert await read(arrivals, b"1234", announced=4) == b"1234"
        go_on.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    first, *others = asyncio.run(crowd())
    assert isinstance(first, Refused)
    assert first.status == 408
    assert not [each for each in others if isinstance(each, BaseException)]
