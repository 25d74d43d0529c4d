"""The walk through Heidelberg: whatever the plan and the noise, every rule holds, every road is told of, and guidance ends at the door."""
import pytest

from accessibility.guidance import features as f
from accessibility.guidance.callouts import KERB_CUES
from scripts.walks import moments
from tests.accessibility.guidance.heidelberg import real_walk


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("accuracy_m, seed", [(6.0, 7), (6.0, 8), (15.0, 9), (24.0, 7)])
def test_a_real_walk_keeps_the_rules_and_ends_at_the_door(heidelberg_folder, accuracy_m, there, seed):
    walk = real_walk(heidelberg_folder, accuracy_m, there, seed)
    told = moments(walk)
    ids = [name for m in told for name in m.u.ids]
    roads = [one for one in walk.route.features if isinstance(one, f.Crossing) and one.s_m > 3 * accuracy_m]
    assert len(roads) >= 3
    assert sum(name in KERB_CUES for name in ids) >= len(roads), "no road is left out"
    assert ids.count("trip_start") == 1
    assert told[-1].u.ids == ("arrived",)
