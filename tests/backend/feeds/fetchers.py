"""Fetchers for which names of others lead to servers of this machine."""
import pytest

from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import Asked, Fetcher
from tests.backend.feeds.servers import ELSEWHERE, PUBLIC, Roads, names


def over(roads: Roads, authority, resolve=None, allowed=None, **more) -> Fetcher:
    book = names(feed_example=PUBLIC, other_example=ELSEWHERE)
    fetcher = Fetcher(allowed, resolve=resolve or book, inner=roads, tls=authority.believed, **more)
    fetcher.roads = roads
    return fetcher


async def code_of(fetcher: Fetcher, url: str, **more) -> str:
    with pytest.raises(FetchFailed) as caught:
        await fetcher.fetch(Asked(url, **more))
    return str(caught.value.code)
