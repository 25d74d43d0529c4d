"""One picture: who is believed, who is not, and where to point the phone."""
from dataclasses import replace
from datetime import timedelta

import cv2
import numpy as np
import pytest

from mobile.scan.detect import find_markers
from mobile.scan.look import Glance, Side, look
from mobile.scan.read import read_codes
from mobile.scan.seen import ARM_M, Find, code_seen
from signing.codes import CodeKind
from signing.keys import Ring, SigningKey
from signing.refused import Refusal
from signing.tables import read_table
from tests.mobile.scan.street import MARKET, NOW, Street, framed_nothing, marker, ring_key, wall
from tests.mobile.scan.test_read import qr

HERE = (49.41, 8.69)


@pytest.fixture(scope="module")
def street():
    return Street()


@pytest.fixture(scope="module")
def table(street):
    return read_table(street.table(), street.ring, NOW)


def at_hand(street, text: str) -> np.ndarray:
    """A QR code alone, large."""
    return np.pad(qr(text), 60, constant_values=200)


def test_a_sheet_is_one_place_with_the_name_of_its_code_and_the_distance_of_its_marker(street, table):
    glance = look(street.sheet(), street.ring, table, HERE, 10.0, NOW)
    (find,) = glance.found
    assert (find.kind, find.id, find.name) == (CodeKind.STOP, "market:b", "Market Square B")
    assert find.distance_m == pytest.approx(0.45, rel=0.1)
    assert (find.lat, find.lon) == HERE
    assert glance.refused is None
    assert not glance.strange


@pytest.mark.parametrize(("right_m", "side"), [(-1.0, -1), (1.0, 1)])
def test_a_marker_far_away_is_its_place_on_its_side(street, table, right_m, side):
    (find,) = look(marker(42, right_m), street.ring, table, HERE, 10.0, NOW).found
    assert find.distance_m == pytest.approx(4.1, rel=0.06)
    assert find.bearing_deg == pytest.approx(side * 14.0, abs=0.5)
    assert code_seen(find) == ("stop:market:b", find.distance_m, find.bearing_deg, True)


def test_a_code_alone_is_at_arms_length(street, table):
    (find,) = look(at_hand(street, street.text()), street.ring, table, HERE, 10.0, NOW).found
    assert find.distance_m is None
    assert code_seen(find) == ("stop:market:b", ARM_M, pytest.approx(0, abs=3), True)


def test_without_a_table_a_code_is_still_believed_but_has_no_place(street):
    (find,) = look(at_hand(street, street.text()), street.ring, None, None, 0.0, NOW).found
    assert (find.name, find.lat) == ("Market Square B", None)


def changed(text: str) -> str:
    at = len(text) - 30
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def refused_codes(street):
    other_key, other_city = Street(), Street(city="oaktown", key=street.key)
    return {
        "https://evil.example/C/ABC": Refusal.NOT_OURS, "javascript:alert(1)": Refusal.NOT_OURS, "WIFI:S:free;;": Refusal.NOT_OURS,
        Street(host="codes.oaktown.example").text(): Refusal.NOT_OURS, other_key.text(): Refusal.UNKNOWN_KEY, other_city.text(): Refusal.OTHER_CITY,
        street.text()[:-4]: Refusal.DAMAGED,
    }  # fmt: skip


def test_what_the_city_did_not_sign_leads_nowhere(street, table):
    for text, why in refused_codes(street).items():
        assert look(at_hand(street, text), street.ring, table, HERE, 10.0, NOW) == Glance(refused=why), why


def test_a_code_that_was_changed_is_refused(street, table):
    glance = look(at_hand(street, changed(street.text())), street.ring, table, HERE, 10.0, NOW)
    assert glance.found == ()
    assert glance.refused in (Refusal.FORGED, Refusal.DAMAGED)


def test_codes_of_a_key_that_ran_out_or_leaked_are_refused(street, table):
    old = Ring(street.city, street.host, (ring_key(street.key, until=NOW.date() - timedelta(days=1)),))
    without = Ring(street.city, street.host, (ring_key(SigningKey.new()),))
    picture = at_hand(street, street.text())
    assert look(picture, old, None, HERE, 10.0, NOW).refused is Refusal.KEY_EXPIRED
    assert look(picture, without, None, HERE, 10.0, NOW).refused is Refusal.UNKNOWN_KEY


def test_a_phone_without_keys_believes_nothing(street):
    assert look(street.sheet(), None, None, HERE, 10.0, NOW) == Glance(refused=Refusal.UNKNOWN_KEY, strange=True)


def test_a_copied_marker_elsewhere_is_strange(street, table):
    glance = look(marker(42), street.ring, table, (49.5, 8.69), 10.0, NOW)
    assert (glance.found, glance.strange) == ((), True)


def test_a_marker_without_a_place_is_never_trusted(street, table):
    glance = look(marker(300), street.ring, table, HERE, 10.0, NOW)
    assert (glance.found, glance.strange) == ((), True)
    (stranger,) = find_markers(marker(300))
    assert code_seen(stranger) == ("marker:300", stranger.distance_m, stranger.bearing_deg, False)


def test_a_forged_code_under_a_true_marker_does_not_hide_the_true_place(street, table):
    """The marker says where one is; the sticker over the code is told of and leads nowhere."""
    glance = look(street.sheet(text="HTTPS://EVIL.EXAMPLE/C/PAYHERE"), street.ring, table, HERE, 10.0, NOW)
    assert [find.id for find in glance.found] == [MARKET.id]
    assert glance.refused is Refusal.NOT_OURS


@pytest.mark.parametrize(
    ("x", "y", "side"),
    [(120, 360, Side.LEFT), (1160, 360, Side.RIGHT), (640, 110, Side.TOP), (640, 610, Side.BOTTOM), (640, 360, Side.MIDDLE)],
)
def test_something_like_a_marker_is_told_to_be_brought_to_the_middle(street, table, x, y, side):
    assert look(framed_nothing(x, y), street.ring, table, HERE, 10.0, NOW) == Glance(likely=side)


def test_a_code_too_blurred_to_read_is_told_of(street, table):
    blurred = cv2.GaussianBlur(np.pad(qr(street.text(), scale=4), ((150, 150), (30, 700)), constant_values=200), (0, 0), 2.6)
    assert look(blurred, street.ring, table, HERE, 10.0, NOW) in (Glance(likely=Side.LEFT), Glance(likely=Side.MIDDLE))


def test_a_bare_wall_has_nothing_to_tell(street, table):
    assert look(wall(), street.ring, table, HERE, 10.0, NOW) == Glance()


def test_where_a_code_is_in_the_picture():
    picture = np.full((600, 1000), 200, np.uint8)
    code = qr("ONE", scale=5)
    picture[50 : 50 + len(code), 700 : 700 + len(code)] = code
    (seen,) = read_codes(picture)
    assert (seen.x, seen.y) == (pytest.approx((700 + len(code) / 2) / 1000, abs=0.01), pytest.approx((50 + len(code) / 2) / 600, abs=0.01))


def test_a_find_is_named_as_guidance_names_it():
    find = Find(CodeKind.LIFT, "l-1", "Lift", 3.0, -8.0)
    assert code_seen(find) == ("lift:l-1", 3.0, -8.0, True)
    assert code_seen(replace(find, distance_m=None))[1] == ARM_M
