import numpy as np

from routing.dispatch.rides import insertion, timing
from routing.dispatch.rides.warm import warm
from tests.routing.dispatch.rides.worlds import random_world

KERNELS = (timing.legs, timing.earliest, timing.latest, insertion.cheapest)


def test_no_question_compiles_anything_that_was_not_there_after_warming():
    warm()
    there = [list(kernel.signatures) for kernel in KERNELS]
    assert all(there)
    random_world(np.random.default_rng(1))
    assert [list(kernel.signatures) for kernel in KERNELS] == there
