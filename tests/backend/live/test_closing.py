"""Whom a closure turns away."""
import pytest

from backend.live.closing import closed_for
from routing.limits import Attribute
from routing.streets.graph import Mode

ROLLED = (frozenset({Mode.FOOT}), int(Attribute.WHEELCHAIR))


@pytest.mark.parametrize(
    "told, closed",
    [
        (["foot", "bike", "car", "wheelchair"], ((frozenset({Mode.FOOT, Mode.BIKE, Mode.CAR}), 0),)),
        (["wheelchair"], (ROLLED,)),
        (["car", "wheelchair"], ((frozenset({Mode.CAR}), 0), ROLLED)),
        (["foot", "wheelchair"], ((frozenset({Mode.FOOT}), 0),)),
        ([], ()),
    ],
)
def test_for_whom(told, closed):
    assert closed_for(told) == closed
