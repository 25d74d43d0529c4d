"""Mails: never two in ten minutes about one thing, none at night, a few a day, none that somebody does not want any more; and each once at most."""
import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.accounts.mail import written
from backend.accounts.models import MAX_MAIL
from backend.contract.request_words import Visibility
from backend.outbox.worker import GiveUp
from backend.requests import changes as c
from backend.requests import followers
from backend.requests.models import Request
from backend.requests.telling.models import RequestLetter, RequestNotice
from tests.backend.requests.telling.world import DONE, ZONE

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def letters(village) -> list[RequestLetter]:
    async with village.database.reading() as session:
        return list(await session.scalars(select(RequestLetter)))


async def test_what_happens_within_ten_minutes_is_one_mail(village):
    ann = await village.person("ann")
    row = await village.send(ann)
    await village.work()
    (first,) = village.post.sent
    assert (first.recipient, first.subject) == ("ann@example.org", "Hole in the road: it has arrived")
    assert f"Number {row.code}." in first.text
    await village.work(MINUTE)
    await village.change(row, c.Acknowledge("We look."))
    await village.work(3 * MINUTE)
    await village.change(row, c.Start())
    await village.work(5 * MINUTE)
    assert len(village.post.sent) == 1
    await village.work(2 * MINUTE)
    (_, second) = village.post.sent
    assert second.subject == "Hole in the road: work has begun"
    assert "We look." in second.text
    await village.work(24 * HOUR)
    assert len(village.post.sent) == 2


async def test_nobody_is_woken_but_for_danger(village):
    ann, ben = await village.person("ann"), await village.person("ben")
    village.at_wall("23:50")
    calm, urgent = await village.send(ann), await village.send(ben)
    async with village.database.writing() as session:
        await session.execute(update(Request).where(Request.id == urgent.id).values(urgent=True))
    await village.work()
    assert [mail.recipient for mail in village.post.sent] == ["ben@example.org"]
    await village.work(8 * HOUR)
    assert len(village.post.to("ann")) == 0
    await village.work(11 * MINUTE)
    assert len(village.post.to("ann")) == 1
    sent = {one.account_id: one.sent_at.astimezone(ZONE) for one in await letters(village)}
    assert f"{sent[ann.id]:%H:%M}" == "08:00"
    assert await village.notices(ann) == [("submitted", "sent")]
    assert calm.code in village.post.to("ann")[0].text


async def test_after_three_a_day_the_rest_comes_in_the_morning(village):
    ann, guest = await village.person("ann"), await village.device()
    rows = [await village.send(guest) for _ in range(5)]
    for row in rows:
        await village.follow(ann, row)
        await village.change(row, c.Acknowledge("Seen."))
        await village.work(MINUTE)
    assert len(village.post.sent) == 3
    await village.work(24 * HOUR)
    assert len(village.post.sent) == 4
    digest = village.post.sent[-1]
    assert digest.subject == "News of what you follow: 2"
    assert [row.code in digest.text for row in rows] == [False, False, False, True, True]
    assert {mail for _, mail in await village.notices(ann)} == {"sent"}


async def test_a_process_that_dies_between_the_mark_and_the_mail_never_sends_twice(town):
    ann = await town.person("ann")
    await town.send(ann)
    town.post.faults = [asyncio.CancelledError()]
    with pytest.raises(asyncio.CancelledError):
        await town.work()
    await town.work(24 * HOUR)
    assert town.post.sent == []
    assert len((await town.told(ann)).notices) == 1, "it stands in the app"


async def test_a_mail_that_was_not_taken_is_sent_later_and_as_the_same(town):
    ann = await town.person("ann")
    await town.send(ann)
    town.post.faults = [OSError("silent")]
    with pytest.raises(OSError, match="silent"):
        await town.work()
    assert await letters(town) == []
    await town.work()
    (mail,) = town.post.sent
    async with town.database.reading() as session:
        (notice,) = await session.scalars(select(RequestNotice))
    assert mail.name == str(notice.id)


async def test_an_address_that_is_refused_is_left_alone(village):
    ann = await village.person("ann")
    await village.send(ann)
    village.post.faults = [GiveUp("recipient_refused")]
    with pytest.raises(GiveUp):
        await village.work()
    await village.work(24 * HOUR)
    assert village.post.sent == []
    assert await village.notices(ann) == [("submitted", "dropped")]


@pytest.mark.parametrize("meanwhile", ["withdrawn", "muted", "left", "gone_long"])
async def test_what_is_not_wanted_any_more_is_not_sent(village, meanwhile):
    """However it comes: what waits is looked at again when it is sent, not when it was written down."""
    ann, guest = await village.person("ann"), await village.device()
    village.at_wall("22:00")
    row = await village.send(guest)
    await village.follow(ann, row)
    await village.change(row, c.Acknowledge("Seen."))
    await village.work()
    assert await village.notices(ann) == [("acknowledged", "waiting")]
    if meanwhile == "withdrawn":
        await village.agree(ann, False)
    async with village.database.writing() as session:
        if meanwhile == "muted":
            await village.noticing.mute(session, ann, row.code, True)
        if meanwhile == "left":
            await followers.remove(session, await session.get_one(Request, row.id), ann)
        if meanwhile == "gone_long":
            await session.execute(update(RequestNotice).values(at=village.now - timedelta(days=4)))
    await village.work(24 * HOUR)
    await village.agree(ann, True)
    await village.work(24 * HOUR)
    assert village.post.sent == []
    assert await village.notices(ann) == [("acknowledged", "dropped")]


async def test_without_consent_the_app_alone_tells(village):
    ann = await village.person("ann", mails=False)
    await village.send(ann)
    await village.work(24 * HOUR)
    assert village.post.sent == []
    assert await village.notices(ann) == [("submitted", None)]
    assert (await village.told(ann)).mails is False
    await village.agree(ann, True)
    assert (await village.told(ann)).mails is True
    assert (await village.told(await village.device())).mails is None


async def test_what_became_private_meanwhile_is_written_without_a_word_of_it(village):
    ann, guest = await village.person("ann", "de"), await village.device()
    village.at_wall("22:00")
    row = await village.send(guest)
    await village.follow(ann, row)
    await village.change(row, c.Acknowledge("A CANARY note."))
    await village.work()
    await village.change(row, c.SetVisibility(Visibility.BODY), by=c.By(c.Role.REPORTER))
    await village.work(24 * HOUR)
    (mail,) = village.post.sent
    assert mail.subject == "Eine Meldung, der Sie folgen: gelesen"
    assert not [word for word in ("CANARY", "traße", "chlagloch", "Main Street") if word in mail.subject + mail.text]


async def test_every_mail_has_an_end_to_mails(village):
    ann = await village.person("ann")
    await village.send(ann)
    await village.work()
    (mail,) = village.post.sent
    message = written(mail, "Allways <no-reply@allways.example>")
    assert message["List-Unsubscribe"] == f"<{mail.stop}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.stop.startswith("https://allways.example/notices/stop/")
    assert mail.stop in mail.text
    async with village.database.reading() as session:
        (letter,) = await session.scalars(select(RequestLetter))
    assert mail.stop.rpartition("/")[2].encode() not in letter.token_hash


async def test_a_long_digest_fits_and_says_how_many_are_left_out(village):
    ann = await village.person("ann")
    for number in range(9):
        row = await village.send(await village.device())
        await village.follow(ann, row)
        await village.change(row, c.Acknowledge(f"{number} " + "n" * 900))
        await village.work()
    await village.work(24 * HOUR)
    digest = village.post.sent[-1]
    assert digest.subject == "News of what you follow: 6"
    assert len(digest.text) <= MAX_MAIL
    told = digest.text.count("Number ")
    assert told < 6
    assert f"And {6 - told} more, in the app." in digest.text
    assert DONE.text not in digest.text
