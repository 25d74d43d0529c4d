"""A space that comes in place of another is compared with the vehicle and the limits of whoever gets it; what is not known frightens nobody."""
import msgspec
import pytest

from backend.contract.parking import FitAbout, FitNote, FitVerdict, SpaceFit
from mobile.i18n import LANGUAGES, use
from mobile.parking.for_me import misfit_words
from tests.mobile.parking.told import BAY, VAN, a_space, an_answer

LOW = SpaceFit(FitVerdict.NO, (FitNote(FitAbout.HEIGHT, FitVerdict.NO, 1850),))
ANSWER = an_answer()


def only(**changes):
    return msgspec.structs.replace(ANSWER, **{"fits": (), "unsure": (), "unfit": (), "omitted": 0, **changes})


def test_a_space_that_fits_and_has_a_way_is_not_spoken_of():
    assert misfit_words(only(fits=(a_space(),)), BAY, VAN) == ""


def test_a_space_too_low_says_how_low():
    words = misfit_words(only(unfit=(a_space(fit=LOW),)), BAY, VAN)
    assert words.startswith("Not for you: ")
    assert "1.85 metres" in words


def test_a_space_without_a_way_within_the_limits_is_none_for_them_unless_not_all_are_told():
    assert misfit_words(only(), BAY, VAN) == "Not for you: no way from there keeps your limits."
    assert misfit_words(only(omitted=3), BAY, VAN) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(language):
    use(language)
    assert misfit_words(only(), BAY, VAN)
    assert misfit_words(only(unfit=(a_space(fit=LOW),)), BAY, VAN)
