"""Lifts that run and lifts that do not, in both formats."""
import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.lifts import own_json, siri_fm
from backend.feeds.lifts.facts import FacilityKind, FacilityState, LiftFacts, State
from backend.feeds.problems import FeedUnreadable
from tests.backend.feeds.gbfs.broken import BODIES, damaged, spoiled

EIGHT, TEN = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (8, 10))
LIFT = {
    "id": "hbf-3", "kind": "lift", "state": "unavailable", "stopId": "hbf", "lat": 49.4, "lon": 8.67, "name": "Gleis 3",
    "since": "2026-11-24T08:00:00Z", "until": "2026-11-24T11:00:00+01:00", "reason": "Wartung",
}  # fmt: skip
FACILITY = FacilityState("hbf-3", FacilityKind.LIFT, State.UNAVAILABLE, "hbf", 49.4, 8.67, "Gleis 3", EIGHT, TEN, "Wartung")
SIRI = """<?xml version="1.0" encoding="UTF-8"?>
<Siri xmlns="http://www.siri.org.uk/siri" version="2.0"><ServiceDelivery>
 <ResponseTimestamp>2026-11-24T07:59:00Z</ResponseTimestamp>
 <FacilityMonitoringDelivery version="2.0"><ResponseTimestamp>2026-11-24T08:00:00Z</ResponseTimestamp>%s</FacilityMonitoringDelivery>
</ServiceDelivery></Siri>"""
CONDITION = """<FacilityCondition><Facility><FacilityCode>hbf-3</FacilityCode><Description>Gleis 3</Description>
 <Features><Feature><AccessFacility>lift</AccessFacility></Feature></Features>
 <FacilityLocation><StopPointRef>hbf</StopPointRef><Location><Longitude>8.67</Longitude><Latitude>49.4</Latitude></Location></FacilityLocation></Facility>
 <FacilityStatus><Status>notAvailable</Status><Description>Wartung</Description></FacilityStatus>
 <ValidityPeriod><StartTime>2026-11-24T08:00:00Z</StartTime><EndTime>2026-11-24T11:00:00+01:00</EndTime></ValidityPeriod></FacilityCondition>"""


def ours(*facilities, **members) -> LiftFacts:
    return own_json.decode(json.dumps({"version": 1, "lastUpdated": "2026-11-24T08:00:00Z", "facilities": facilities, **members}).encode())


def siri(*conditions: str) -> LiftFacts:
    return siri_fm.decode((SIRI % "".join(conditions)).encode())


def short(facility_id: str, status: str) -> str:
    """All that many feeds say."""
    ref, told = f"<FacilityRef>{facility_id}</FacilityRef>", f"<FacilityStatus><Status>{status}</Status></FacilityStatus>"
    return f"<FacilityCondition>{ref}{told}</FacilityCondition>"


def kinds(facts: LiftFacts) -> dict[str, int]:
    return {problem.kind: problem.count for problem in facts.problems}


def test_both_formats_say_the_same():
    for facts in (ours(LIFT), siri(CONDITION)):
        assert facts.facilities == (FACILITY,)
        assert (facts.observed, facts.entities, len(facts.problems)) == (EIGHT, 1, 0)


def test_an_id_and_a_state_are_enough():
    (facility,) = siri(short("de:08221:1", "available")).facilities
    assert (facility.id, facility.kind, facility.state, facility.lat, facility.since) == (
        "de:08221:1", FacilityKind.UNKNOWN, State.AVAILABLE, None, None,
    )  # fmt: skip
    (facility,) = ours({"id": "1", "kind": "escalator", "state": "available"}).facilities
    assert (facility.kind, facility.stop_id, facility.reason) == (FacilityKind.ESCALATOR, "", "")


@pytest.mark.parametrize(
    "status, state", [("available", "available"), ("notAvailable", "unavailable"), ("removed", "unavailable"), ("partiallyAvailable", "unknown"),
                      ("unknown", "unknown"), ("added", "unknown"), ("", "unknown"), ("AVAILABLE", "unknown"), ("fine", "unknown")],
)  # fmt: skip
def test_what_is_not_surely_available_is_not_shown_so(status, state):
    assert siri(short("1", status)).facilities[0].state == state


@pytest.mark.parametrize("state", [None, "", "ok", 1, True, {}, "Available"])
def test_a_state_that_is_no_word_of_ours_is_unknown_and_counted(state):
    facts = ours({**LIFT, "state": state})
    assert facts.facilities[0].state is State.UNKNOWN
    assert kinds(facts)["bad_state"] >= 1


def test_of_two_things_said_of_one_lift_the_worse_holds():
    up, down, unsure = ({**LIFT, "state": state} for state in ("available", "unavailable", "unknown"))
    assert [ours(*told).facilities[0].state for told in ((up, down), (down, up), (up, unsure), (unsure, down))] == [
        State.UNAVAILABLE, State.UNAVAILABLE, State.UNKNOWN, State.UNAVAILABLE,
    ]  # fmt: skip
    facts = siri(short("1", "notAvailable"), short("1", "available"))
    assert (len(facts.facilities), facts.facilities[0].state, kinds(facts)) == (1, State.UNAVAILABLE, {"repeated_facility": 1})


def test_entries_that_cannot_be_used_are_counted():
    facts = ours(
        {**LIFT, "id": None}, {**LIFT, "kind": "ramp"}, {**LIFT, "lat": None}, {**LIFT, "id": "b", "lon": 181},
        {**LIFT, "id": "c", "until": "soon"}, 7,
    )  # fmt: skip
    assert [facility.id for facility in facts.facilities] == ["hbf-3", "b", "c"]
    assert kinds(facts) == {
        "facility_without_id": 1, "facility_without_kind": 1, "half_a_place": 2, "bad_lon": 1, "bad_until": 1, "bad_facilities": 1,
    }  # fmt: skip
    wrong = siri(
        short("", "available"), short("x" * 300, "available"), CONDITION.replace(">lift<", ">ramp<"), CONDITION.replace("49.4", "north"),
        CONDITION.replace("hbf-3", "b").replace("2026-11-24T08", "soon"),
    )  # fmt: skip
    assert kinds(wrong) == {"facility_without_id": 2, "other_facility": 1, "bad_place": 1, "bad_validity": 1}
    assert [(facility.id, facility.lat) for facility in wrong.facilities] == [("hbf-3", None), ("b", 49.4)]


def test_any_envelope_and_prefix_will_do():
    body = (SIRI % CONDITION).split("\n", 1)[1]
    prefixed = body.replace("<", "<s:").replace("<s:/", "</s:").replace("xmlns=", "xmlns:s=")
    soap = f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{prefixed}</e:Body></e:Envelope>'
    assert siri_fm.decode(soap.encode()).facilities == (FACILITY,)
    assert siri_fm.decode((SIRI % CONDITION).replace("UTF-8", "UTF-16").encode("utf-16")).facilities == (FACILITY,)


TENFOLD = "".join(f'<!ENTITY {more} "{f"&{less};" * 10}">' for less, more in zip("abcdefgh", "bcdefghi"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "doctype, facility_id, code",
    [
        ("<!DOCTYPE Siri>", "1", "xml_doctype"), ('<!DOCTYPE Siri SYSTEM "http://127.0.0.1:1/x.dtd">', "1", "xml_doctype"),
        ('<!DOCTYPE Siri [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;", "xml_doctype"),
        (f'<!DOCTYPE Siri [<!ENTITY a "aaaaaaaaaa">{TENFOLD}]>', "1", "xml_doctype"),
        (f'<!DOCTYPE Siri [<!ENTITY a "aaaaaaaaaa">{TENFOLD}]>', "&i;", "feed_unreadable"),
    ],
    ids=["bare", "outside", "file", "billions", "billions used"],
)  # fmt: skip
def test_a_document_type_is_refused(doctype, facility_id, code, encoding):
    head, rest = (SIRI % short(facility_id, "available")).split("\n", 1)
    with pytest.raises(FeedUnreadable) as refused:
        siri_fm.decode((head.replace("UTF-8", encoding) + doctype + rest).encode(encoding))
    assert refused.value.code == code


def test_includes_and_instructions_are_left_alone():
    include = '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/hostname" parse="text"/>'
    facts = siri(f"<FacilityCondition><FacilityRef>{include}</FacilityRef></FacilityCondition>", "<?xml-stylesheet href='x'?>", CONDITION)
    assert facts.facilities == (FACILITY,)


@pytest.mark.parametrize(
    "body, code",
    [
        (b"", "feed_unreadable"), (b"{}", "feed_unreadable"), (b"<html><body>503</body></html>", "feed_unreadable"), (b"<Siri/>", "feed_unreadable"),
        (b"<a>" * 60_000, "feed_unreadable"), (b"<a>" * 300 + b"</a>" * 300, "feed_unreadable"),
        (b" " * (2 * 1024 * 1024) + b"<a/>", "feed_too_large"), ((SIRI % ("<x/>" * 500_000)).encode(), "feed_too_many_entities"),
        ((SIRI % ("<x/>" * 50_000)).encode(), "feed_too_many_entities"), ((SIRI % "<Status>false</Status>").encode(), "feed_unreadable"),
        ((SIRI % short("&x;", "available")).encode(), "feed_unreadable"), ((SIRI % CONDITION).replace("UTF-8", "UTF-7").encode(), "feed_unreadable"),
        ((SIRI % "\x00").encode(), "feed_unreadable"),
    ],
    ids=range(13),
)  # fmt: skip
def test_xml_that_cannot_be_read_is_refused(body, code):
    with pytest.raises(FeedUnreadable) as refused:
        siri_fm.decode(body)
    assert refused.value.code == code


@pytest.mark.parametrize("version", [2, True, "1", None, 1.5])
def test_json_of_another_version_is_refused(version):
    with pytest.raises(FeedUnreadable) as refused:
        ours(version=version)
    assert refused.value.code == "feed_wrong_version"


def test_json_without_a_list_of_lifts_is_refused():
    for facilities in (None, {}, "none"):
        with pytest.raises(FeedUnreadable) as refused:
            own_json.decode(json.dumps({"version": 1, "facilities": facilities}).encode())
        assert refused.value.code == "feed_unreadable"


@pytest.mark.parametrize("decode", [own_json.decode, siri_fm.decode])
@pytest.mark.parametrize("broken", BODIES)
def test_no_broken_body_escapes(decode, broken):
    with pytest.raises(FeedUnreadable):
        decode(BODIES[broken])


WHOLE = {"version": 1, "lastUpdated": "2026-11-24T08:00:00Z", "facilities": [LIFT, {**LIFT, "id": "x"}]}
XML = (SIRI % (CONDITION + short("2", "available"))).encode()


def check_sound(facts: LiftFacts) -> None:
    """Whatever arrived, what is handed on has a name and a place on Earth or none."""
    ids = [facility.id for facility in facts.facilities]
    assert all(ids)
    assert len(set(ids)) == len(ids) <= facts.entities
    for facility in facts.facilities:
        assert (facility.lat is None) == (facility.lon is None)
        assert facility.lat is None or (-90 <= facility.lat <= 90 and -180 <= facility.lon <= 180)


@given(st.one_of(spoiled(WHOLE), damaged(json.dumps(WHOLE).encode())))
def test_no_spoiled_or_damaged_json_escapes(body):
    with suppress(FeedUnreadable):
        check_sound(own_json.decode(body))


@given(damaged(XML))
def test_no_damaged_xml_escapes(body):
    with suppress(FeedUnreadable):
        check_sound(siri_fm.decode(body))


PIECES = [XML[begin : begin + 9] for begin in range(0, len(XML), 9)] + [b"<", b">", b"&", b"]]>", b"\x00", b"<![CDATA[", b"<!--"]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_shuffled_xml_escapes(parts):
    with suppress(FeedUnreadable):
        check_sound(siri_fm.decode(XML[:60] + b"".join(parts)))


def test_bodies_cut_short_anywhere_are_refused():
    for decode, whole in ((own_json.decode, json.dumps(WHOLE).encode()), (siri_fm.decode, XML)):
        for end in range(0, len(whole), 3):
            with pytest.raises(FeedUnreadable):
                decode(whole[:end])
