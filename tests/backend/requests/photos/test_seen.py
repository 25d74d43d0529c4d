"""Who sees a photo, in every way it can stand."""
from itertools import product

import pytest

from backend.contract.request_photos import RequestPhotoState, SeenBy
from backend.requests.photos.seen import Standing

EVERY = [Standing(*one) for one in product(RequestPhotoState, (0, 2), (False, True), (False, True), (False, True))]


@pytest.mark.parametrize("own", [False, True])
def test_nobody_sees_what_is_not_hidden(own):
    for stands in EVERY:
        if stands.state is not RequestPhotoState.HIDDEN:
            assert stands.seen_by is SeenBy.NOBODY
            assert not stands.is_for(own)


def test_everybody_sees_only_what_is_beyond_doubt_of_a_request_that_everybody_sees():
    seen = [stands for stands in EVERY if stands.is_for(own_request=False)]
    assert len(seen) == 6
    assert all(one.open_request and (one.doubtful == 0 or one.released) and one.seen_by is SeenBy.EVERYBODY for one in seen)


def test_whoever_sent_it_sees_it_hidden_and_one_of_the_staff_once_it_shows_nobody():
    for stands in EVERY:
        if stands.state is RequestPhotoState.HIDDEN:
            assert stands.is_for(own_request=True) is (not stands.by_staff or stands.doubtful == 0 or stands.released)
