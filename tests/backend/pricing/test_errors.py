"""A refusal tells programs which leg it is and why, and people what to do."""
from dataclasses import replace

import msgspec
import pytest
from litestar.testing import TestClient

from backend.contract.quotes import LegNotSellableProblem, NotSellable
from backend.pricing.errors import SENTENCES, LegNotSellable
from backend.service.app import create_app
from backend.service.settings import Settings
from backend.trips.service import TripPlanner
from tests.backend.service.test_routes import trip
from tests.worlds.town import open_town


@pytest.mark.parametrize("leg, field", [(2, "legs[2]"), (None, None)])
def test_the_problem_names_the_leg_and_the_reason(leg, field):
    class Refusing(TripPlanner):
        def plan_json(self, request):
            raise LegNotSellable(leg, NotSellable.NO_SELLER)

    town = open_town()
    app = create_app(lambda: replace(town, planner=Refusing(town.live)), Settings(log_requests=False, per_minute=None))
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.post("/v1/plan", json=trip())
    problem = msgspec.json.decode(answer.content, type=LegNotSellableProblem)
    assert (answer.status_code, problem.code) == (422, "leg_not_sellable")
    assert (problem.leg, problem.reason, problem.field) == (leg, NotSellable.NO_SELLER, field)


def test_every_reason_has_a_sentence_that_says_what_to_do():
    assert set(SENTENCES) == set(NotSellable)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())
