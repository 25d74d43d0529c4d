"""Messages say the same words as the engine, refuse what they do not know, and are read by older readers."""
import msgspec
import pytest

from backend.contract import base, places, transit, trips
from backend.contract.problems import Problem
from routing import atlas, journey, query
from routing.streets import model

POINT = b'{"lat": 49.4, "lon": 8.6}'


def test_the_words_are_those_of_the_engine():
    assert [str(mode) for mode in trips.TripMode] == [str(mode) for mode in query.TripMode]
    assert {str(mode) for mode in trips.LegMode} == {str(mode) for mode in journey.LegMode} | {str(mode) for mode in transit.TransitMode}
    assert [kind.value for kind in places.PlaceKind] == [kind.name for kind in atlas.PlaceKind]
    assert [kind.value for kind in places.Wheelchair] == [kind.name for kind in model.Wheelchair]


def test_a_request_refuses_what_it_does_not_know():
    with pytest.raises(msgspec.ValidationError, match="unknown field `walkSpeed`"):
        msgspec.json.decode(b'{"origin": %b, "destination": %b, "walkSpeed": 1}' % (POINT, POINT), type=trips.PlanRequest)


def test_an_answer_may_grow():
    text = b'{"type": "t", "title": "T", "status": 404, "detail": "D.", "code": "not_found", "instance": "i", "hint": "new"}'
    assert msgspec.json.decode(text, type=Problem).code == "not_found"


@pytest.mark.parametrize("kind", [base.Message, base.Answer])
def test_all_messages_are_frozen_and_camel_case(kind):
    found = list(kind.__subclasses__())
    assert found
    for message in found:
        assert message.__struct_config__.frozen, message
        assert not any("_" in name for name in message.__struct_encode_fields__), message
