"""Names on the map never lie over each other, the important ones come first, and streets are not named twice close together."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from mobile.map.decode import Name
from mobile.map.labels import Box, boxes_of, overlap, place, upright

VIEW = Box(0, 0, 412, 915)
names = st.lists(
    st.builds(
        Name,
        text=st.sampled_from(["High Street", "Mill Lane", "Park", "Old Town Hall Square", "A", "Hafenstraße", "서울역"]),
        x=st.floats(-50, 450),
        y=st.floats(-50, 950),
        angle=st.floats(-180, 180),
        room=st.floats(0, 300),
        rank=st.integers(0, 12),
        size=st.sampled_from([10.5, 11.5, 13.5, 16.0]),
        colour=st.sampled_from(["label", "label_water"]),
        first_zoom=st.sampled_from([10.0, 14.5, 16.5]),
    ),
    max_size=60,
)


def put(found, taken=(), zoom=15.0):
    return place(found, zoom, 1.0, lambda x, y: (x, y), VIEW, list(taken))


@settings(max_examples=60, deadline=None)
@given(names, st.lists(st.tuples(st.floats(0, 400), st.floats(0, 900)), max_size=3))
def test_no_two_names_and_nothing_that_is_kept_free_meet(found, pins):
    taken = [Box(x - 20, y - 8, x + 20, y + 44) for x, y in pins]
    placed = put(found, taken)
    boxes = [boxes_of(one.x, one.y, one.texture.width, one.texture.height, upright(one.name.angle)) for one in placed]
    for at, mine in enumerate(boxes):
        others = [box for other in boxes[at + 1 :] for box in other] + taken
        assert not any(overlap(box, other) for box in mine for other in others)
    for one in placed:
        assert one.name.first_zoom <= 15
        assert VIEW.left <= one.x <= VIEW.right
        assert VIEW.bottom <= one.y <= VIEW.top
        twins = [other for other in placed if other is not one and other.name.text == one.name.text]
        assert all(math.dist((one.x, one.y), (other.x, other.y)) >= 220 for other in twins)


@given(st.floats(-720, 720))
def test_letters_never_stand_on_their_heads(angle):
    turned = upright(angle)
    assert -90 <= turned < 90
    assert math.isclose(math.sin(math.radians(2 * (turned - angle))), 0, abs_tol=1e-6)  # the same line, perhaps the other way round


def name(text, rank, x=200.0, y=400.0, **options) -> Name:
    return Name(text, x, y, options.get("angle", 0.0), options.get("room", 0.0), rank, 12.0, "label", options.get("first_zoom", 10.0))


def test_where_two_want_the_same_place_the_important_one_stands():
    assert [one.name.text for one in put([name("Lane", 11), name("City", 0)])] == ["City"]


def test_a_street_shorter_than_its_name_is_not_named():
    assert put([name("A very long name of a street", 10, room=40.0)]) == []
    assert put([name("A very long name of a street", 10, room=400.0)])


def test_a_turned_name_keeps_clear_of_less_than_the_box_around_it():
    boxes = boxes_of(100, 100, 120, 16, 45)
    corner = Box(140, 50, 160, 70)  # inside the box around the turned name, far from its letters
    assert not any(overlap(box, corner) for box in boxes)
    assert any(overlap(box, Box(135, 135, 140, 140)) for box in boxes)
