"""The lane: a few at once, a short queue, a refusal when full; threads that stay."""
import asyncio
import threading

import pytest

from backend.service.errors import Busy
from backend.service.lane import Lane


async def test_no_more_than_its_threads_work_at_once_and_what_is_too_much_is_refused():
    lane, gate, inside, most = Lane(2, waiting=3), threading.Event(), [], []
    lock = threading.Lock()

    def work(number: int) -> int:
        with lock:
            inside.append(number)
            most.append(len(inside))
        gate.wait(10)
        with lock:
            inside.remove(number)
        return number * 10

    asked = [asyncio.create_task(lane.run(work, number)) for number in range(5)]
    await asyncio.sleep(0.05)
    with pytest.raises(Busy) as refused:
        await lane.run(work, 5)
    assert refused.value.headers == {"Retry-After": "1"}
    gate.set()
    assert await asyncio.gather(*asked) == [0, 10, 20, 30, 40]
    assert max(most) == 2
    assert await lane.run(work, 6) == 60, "there is room again"
    lane.close()


async def test_a_failure_gives_its_place_back():
    lane = Lane(1, waiting=0)

    def fail() -> None:
        raise ValueError

    for _ in range(3):
        with pytest.raises(ValueError):
            await lane.run(fail)
    assert lane.inside == 0
    lane.close()


async def test_the_thread_stays():
    lane = Lane(1)
    names = {await lane.run(threading.get_ident) for _ in range(5)}
    assert len(names) == 1
    assert names != {threading.get_ident()}
    lane.close()
