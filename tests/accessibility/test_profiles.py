"""Where somebody begins: every limit has a source, and every name is one that streets are judged by."""
from dataclasses import fields

import pytest

from accessibility.profiles import PROFILES, Profile, ProfileId
from routing.limits import Unknown
from routing.streets.model import CrossingKind, Smoothness, Surface

PLAIN = Profile(ProfileId.NONE)
SET_BY_KIND = ("id", "sources", "steps", "escalators", "lifts", "wheelchair")  # follow from what one moves with, or are no limit


def limits_set(profile: Profile) -> set[str]:
    return {field.name for field in fields(Profile) if getattr(profile, field.name) != getattr(PLAIN, field.name)}


def test_there_is_one_profile_of_every_kind():
    assert set(PROFILES) == set(ProfileId)
    assert all(PROFILES[one].id is one for one in ProfileId)
    assert limits_set(PROFILES[ProfileId.CUSTOM]) == {"id"}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_every_limit_says_where_it_comes_from(profile):
    assert limits_set(profile) - set(SET_BY_KIND) <= set(profile.sources)
    assert set(profile.sources) <= limits_set(profile)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_every_name_is_one_that_streets_are_judged_by(profile):
    assert {name.upper() for name in profile.surfaces or ()} <= set(Surface.__members__)
    assert profile.smoothness is None or profile.smoothness.upper() in Smoothness.__members__
    assert {name.upper() for name in profile.crossings or ()} <= set(CrossingKind.__members__)
    assert profile.unknown in list(Unknown)
    assert 0.4 <= profile.speed_mps <= 1.5


def test_who_moves_on_wheels_passes_no_steps():
    for one in (ProfileId.MANUAL_CHAIR, ProfileId.POWER_CHAIR, ProfileId.WALKER, ProfileId.PRAM):
        profile = PROFILES[one]
        assert not profile.steps
        assert not profile.escalators
        assert profile.lifts
        assert profile.max_kerb_m is not None
