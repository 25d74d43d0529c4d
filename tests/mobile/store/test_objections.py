"""Objections on the phone: one of a request, under one key, with a photo until the city has it."""
from uuid import UUID

import pytest

from mobile.store.database import Store
from mobile.store.objections import Objections

CITY, CODE, PHOTO = "http://city", "K7M2PX4Q", UUID(int=3)


@pytest.fixture
def objections(tmp_path):
    store = Store(tmp_path / "allways.db")
    yield Objections(store)
    store.close()


def test_it_outlives_the_app_and_no_other_city_hears_of_it(objections):
    kept = objections.add(CITY, CODE, "The hole is there.", "a.jpg")
    objections.store.close()
    again = Objections(Store(objections.store.path))
    assert again.list_unsent(CITY) == [again.find(CITY, CODE)] == [kept]
    assert again.photos() == {"a.jpg"}
    assert (again.list_unsent("http://other"), again.find("http://other", CODE)) == ([], None)
    again.store.close()


def test_its_photo_goes_first_and_what_was_refused_waits_for_the_person(objections):
    kept = objections.add(CITY, CODE, "", "a.jpg")
    objections.keep_photo_id(kept.key, PHOTO)
    found = objections.find(CITY, CODE)
    assert (found.photo, found.photo_id, found.key, objections.photos()) == ("", PHOTO, kept.key, set())
    objections.refuse(kept.key, "It is too late.")
    assert (objections.list_unsent(CITY), objections.find(CITY, CODE).why) == ([], "It is too late.")
    anew = objections.add(CITY, CODE, "Still there.")
    assert objections.list_unsent(CITY) == [anew], "in its place"
    assert (anew.key != kept.key, anew.photo_id) == (True, None)
    objections.delete(anew.key)
    assert objections.find(CITY, CODE) is None
