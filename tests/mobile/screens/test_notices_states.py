"""News and followed areas as they are shown and heard, and what can be followed from the map."""
from datetime import UTC, datetime

from backend.contract.notices import AreaCentre, AreaToFollow, NamedArea, NoticeKind
from mobile.screens.nearby.state import AROUND_M, Circle, areas_to_follow
from mobile.screens.notices.state import ICONS, area_rows, describe, heading_of, notice_rows
from tests.mobile.requests.news import areas, kept_news

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HERE = Circle("My location", 55.48971, 3.50362)
MIDDLE = Circle("Market Square", 55.5, 3.51)


def test_each_kind_has_its_icon():
    assert set(ICONS) == set(NoticeKind)


def test_a_notice_says_whether_it_is_new_what_happened_when_and_to_which_request():
    rows = notice_rows(kept_news(NOW), (), NOW)
    assert [row.new for row in rows] == [True, True, False]
    assert rows[1].spoken == "New. City Roads took it. We fence it off today. 3 hours ago, number K 7 M 2 P X 4 Q"
    assert rows[1].detail == "We fence it off today.\n3 h ago · no. K7M2PX4Q"
    assert rows[2].spoken == "New near Mill Lane: street light out. 30 hours ago, number 2 2 2 2 A A A A, muted"
    assert heading_of(rows) == "2 new answers from the city"


def test_what_was_new_when_the_page_was_opened_stays_marked_while_it_is_open():
    kept = kept_news(NOW)
    assert [row.new for row in notice_rows(kept, {kept.notices[2].id}, NOW)] == [True, True, True]


def test_areas_say_how_far_around_what():
    rows = area_rows(areas(NOW), lambda area: "Market Square" if area.id.int == 1 else "", "metric")
    assert [(row.title, row.centre) for row in rows] == [("500 m around Market Square", (55.4897, 3.5036)), ("Old Town", None)]
    assert rows[0].spoken == "500 metres around Market Square"
    assert area_rows(areas(NOW)[:1], lambda area: "", "metric")[0].title == "500 m around a place on the map"
    assert describe((), rows)[-1] == "You follow what is reported here: 500 metres around Market Square; Old Town"


def test_ones_street_circles_and_named_areas_can_be_followed():
    found = areas_to_follow(MIDDLE, HERE, (NamedArea("old-town", "Old Town"),), "metric")
    assert list(found) == ["street", *map(str, AROUND_M), "area old-town"]
    assert found["street"][2:] == (AreaToFollow(AreaCentre(55.48971, 3.50362), 150), "My location")
    assert found["1000"] == ("1.0 km around the middle of the map", "Market Square", AreaToFollow(AreaCentre(55.5, 3.51), 1000), "Market Square")
    assert found["area old-town"][2] == AreaToFollow(area_id="old-town")
    assert "street" not in areas_to_follow(MIDDLE, None, (), "metric")
