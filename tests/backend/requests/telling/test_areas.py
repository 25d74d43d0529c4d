"""Following an area: what is new there and public, once, in the app and one mail each morning."""
from datetime import timedelta

import pytest

from backend.bodies.refusals import NoCategory
from backend.city.service import OutsideCity
from backend.contract.notices import MOST_FOLLOWED_AREAS, AreaCentre, AreaToFollow, NoticeKind
from backend.contract.request_words import Hold, Visibility
from backend.requests import changes as c
from backend.requests.telling.areas import AreaUnclear, TooManyAreas
from backend.service.errors import NotFound
from tests.backend.requests.telling.world import ZONE
from tests.worlds.town import at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def circle(x: float = 700, radius_m: int = 300, *categories: str) -> AreaToFollow:
    return AreaToFollow(AreaCentre(*at(x, 0)), radius_m, None, categories)


async def follows(town, actor, *asked: AreaToFollow):
    async with town.database.writing() as session:
        return [await town.areas.follow(session, actor, one, town.now) for one in asked]


async def test_what_is_new_in_an_area_is_told_once_and_in_the_morning_by_mail(town):
    ann, ben, cat, guest = await town.person("ann"), await town.device(), await town.device(), await town.device()
    await follows(town, ann, circle(), circle(radius_m=3000), AreaToFollow(area_id="west"))
    await follows(town, ben, circle(700, 300, "litter"))
    await follows(town, cat, circle())
    inside, litter = await town.send(guest), await town.send(guest, "litter")
    far = await town.send(guest, x=1800)
    private = await town.send(guest, visibility=Visibility.BODY)
    await town.work()
    assert [kind for kind, _ in await town.notices(ann)] == ["nearby"] * 3
    assert [one.request_code for one in (await town.told(ben)).notices] == [litter.code]
    assert [one.request_code for one in (await town.told(cat)).notices] == [litter.code, inside.code], "not what is far off"
    assert await town.notices(guest) == [("submitted", None)] * 4, "nobody is told that they told something"
    assert town.post.sent == []
    await town.work(DAY)
    (mail,) = town.post.sent
    assert f"{town.now.astimezone(ZONE):%H}" == "12"
    assert mail.subject == "News of what you follow: 3"
    assert [row.code in mail.text for row in (inside, litter, far, private)] == [True, True, True, False]
    assert "Main Street 5. City service desk answers." in mail.text


async def test_what_a_person_looks_at_first_is_new_when_that_is_done_and_only_once(village):
    ann = await village.device()
    await follows(village, ann, circle())
    row = await village.send(await village.device())
    await village.change(row, c.Hold(Hold.MODERATION))
    await village.work()
    assert await village.notices(ann) == []
    await village.change(row, c.Release())
    await village.work()
    other = await village.send(await village.device())
    await village.work()
    await village.change(other, c.Hold(Hold.MODERATION), c.Release())
    await village.work()
    assert [one.kind for one in (await village.told(ann)).notices] == [NoticeKind.NEARBY] * 2


async def test_what_is_hidden_later_is_not_there(village):
    ann, ben = await village.person("ann"), await village.device()
    for one in (ann, ben):
        await follows(village, one, circle())
    row = await village.send(await village.device())
    await village.work()
    assert (await village.told(ben)).unread == 1
    await village.change(row, c.SetVisibility(Visibility.BODY), by=c.By(c.Role.REPORTER))
    await village.work(DAY)
    told = await village.told(ben)
    assert (told.notices, told.unread, village.post.sent) == ((), 0, [])


async def test_who_follows_the_request_hears_of_it_as_that(village):
    ann = await village.device()
    await follows(village, ann, circle())
    await village.send(ann)
    await village.work()
    assert await village.notices(ann) == [("submitted", None)]


async def test_an_area_that_was_given_up_is_quiet(village):
    ann = await village.device()
    (mine,) = await follows(village, ann, circle())
    async with village.database.writing() as session:
        with pytest.raises(NotFound):
            await village.areas.end(session, await village.device(), mine.id)
    async with village.database.writing() as session:
        await village.areas.end(session, ann, mine.id)
    await village.send(await village.device())
    await village.work()
    assert await village.notices(ann) == []


async def test_areas_are_listed_with_the_named_ones_of_a_place(village):
    ann = await village.device()
    first, second, again = await follows(village, ann, circle(), AreaToFollow(area_id="west", categories=("pothole", "litter")), circle())
    assert again == first, "the same one stays one"
    async with village.database.reading() as session:
        listed = await village.areas.list_of(session, ann, *at(700, 0))
        nowhere = await village.areas.list_of(session, await village.device(), *at(1800, 0))
    assert listed.areas == (second, first)
    assert (second.area.name, second.categories) == ("West End", ("litter", "pothole"))
    assert [(one.id, one.name) for one in listed.here] == [("west", "West End")]
    assert (nowhere.areas, nowhere.here) == ((), ())


@pytest.mark.parametrize(("asked", "refusal"), [
    (AreaToFollow(), AreaUnclear), (AreaToFollow(AreaCentre(*at(700, 0))), AreaUnclear), (AreaToFollow(radius_m=300), AreaUnclear),
    (AreaToFollow(AreaCentre(*at(700, 0)), 300, "west"), AreaUnclear), (AreaToFollow(radius_m=300, area_id="west"), AreaUnclear),
    (AreaToFollow(area_id="north"), AreaUnclear), (AreaToFollow(area_id="west", categories=("dragons",)), NoCategory),
    (AreaToFollow(AreaCentre(0.0, 0.0), 300), OutsideCity),
])  # fmt: skip
async def test_what_cannot_be_followed(village, asked, refusal):
    with pytest.raises(refusal):
        await follows(village, await village.device(), asked)


async def test_ten_at_most(village):
    ann = await village.device()
    await follows(village, ann, *[circle(700 + number) for number in range(MOST_FOLLOWED_AREAS)])
    with pytest.raises(TooManyAreas):
        await follows(village, ann, circle(100))
    await follows(village, ann, circle(700))
