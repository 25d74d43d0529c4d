"""`planConnection`: trips with groups of modes, preferences and pages."""
import pytest

from tests.worlds.town import at

A = at(10, 0)
CONNECTION = """
query($modes: PlanModesInput, $after: String, $before: String, $when: PlanDateTimeInput, $preferences: PlanPreferencesInput, $first: Int) {
  planConnection(
    origin: {label: "Home", location: {coordinate: {latitude: %s, longitude: %s}}}
    destination: {location: {stopLocation: {stopLocationId: "elmstead:east"}}}
    dateTime: $when, modes: $modes, after: $after, before: $before, searchWindow: "PT30M", preferences: $preferences, first: $first
  ) {
    searchDateTime routingErrors { code } pageInfo { startCursor endCursor hasNextPage hasPreviousPage searchWindowUsed }
    edges { cursor node { start end numberOfTransfers emissionsPerPerson { co2 } legs { mode from { name } trip { gtfsId } } } }
  }
}""" % A  # noqa: UP031
EIGHT = {"earliestDeparture": "2026-11-24T08:00+01:00"}


def test_a_connection_of_plans(elmstead):
    plan = elmstead.found(CONNECTION, when=EIGHT)["planConnection"]
    assert (plan["searchDateTime"], plan["routingErrors"]) == ("2026-11-24T08:00:00+01:00", [])
    assert plan["pageInfo"]["searchWindowUsed"] == "PT30M"
    assert "TRAM" in {leg["mode"] for edge in plan["edges"] for leg in edge["node"]["legs"]}
    later = elmstead.found(CONNECTION, when=EIGHT, after=plan["pageInfo"]["endCursor"])["planConnection"]
    assert later["searchDateTime"] == "2026-11-24T08:30:00+01:00"
    assert elmstead.found(CONNECTION, when=EIGHT, before=later["pageInfo"]["startCursor"])["planConnection"]["edges"] == plan["edges"]
    assert elmstead.found(CONNECTION, when=EIGHT, first=0)["planConnection"]["edges"] == []


@pytest.mark.parametrize(
    "modes, wanted",
    [
        ({"directOnly": True, "direct": ["WALK"]}, {"WALK"}),
        ({"directOnly": True, "direct": ["BICYCLE"]}, {"BICYCLE"}),
        ({"transitOnly": True}, {"WALK", "TRAM"}),
        ({"directOnly": True, "direct": ["CAR", "FLEX"]}, {"CAR", "WALK"}),
    ],
)
def test_groups_of_modes(elmstead, modes, wanted):
    plan = elmstead.found(CONNECTION, when=EIGHT, modes=modes)["planConnection"]
    used = [{leg["mode"] for leg in edge["node"]["legs"]} for edge in plan["edges"]]
    assert used
    assert set().union(*used) <= wanted
    if modes.get("transitOnly"):
        assert all("TRAM" in one for one in used)


def test_lines_can_be_left_out_of_a_connection(elmstead):
    for filters in ([{"exclude": [{"routes": ["elmstead:T"]}]}], [{"include": [{"routes": ["elmstead:B"]}]}]):
        plan = elmstead.found(CONNECTION, when=EIGHT, preferences={"transit": {"filters": filters}})["planConnection"]
        assert "TRAM" not in {leg["mode"] for edge in plan["edges"] for leg in edge["node"]["legs"]}


def test_preferences_without_effect_are_told_and_step_free_is_refused(elmstead):
    answer = elmstead.ask(CONNECTION, when=EIGHT, preferences={"street": {"walk": {"speed": 1.0}}, "transit": {"transfer": {"maximumTransfers": 2}}})
    assert answer["extensions"]["notices"] == ["planConnection.preferences.street: walk has no effect here."]
    rolled = elmstead.ask(CONNECTION, when=EIGHT, preferences={"accessibility": {"wheelchair": {"enabled": True}}})
    assert "errors" not in rolled


@pytest.mark.parametrize("when", [{"earliestDeparture": "2026-11-24T08:00"}, {"earliestDeparture": "soon"}, {"latestArrival": "1500-01-01T00:00Z"}])
def test_times_that_are_none_are_refused(elmstead, when):
    assert "fit" in elmstead.refusal(CONNECTION, when=when)


def test_both_times_at_once_are_refused(elmstead):
    assert "either" in elmstead.refusal(CONNECTION, when=EIGHT | {"latestArrival": "2026-11-24T09:00:00Z"})
