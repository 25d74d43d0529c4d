"""Led three times along one way: only then, and once, is it asked whether fewer words would do."""
from tests.mobile.driver import using
from tests.mobile.flows.setting_out import STATION, set_out_on_foot


async def test_a_way_walked_three_times_may_be_told_in_fewer_words(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, welcomed=True) as person:
        session = person.session
        for walked in (1, 2, 3):
            walker = await set_out_on_foot(person)
            await walker.walk(walker.way())
            assert walker.told[-1][0] == "arrived"
            await walker.stand(12)
            assert len(session.leading.walks.list_walks()) == walked
            if walked < 3:
                await person.tap("Done")
                await person.until(lambda: not session.leading.on, "all over")
        await person.see("You know this way. Say less next time?", "heading")
        await person.tap("Yes", "radio")
        await person.until(lambda: session.settings.guide_detail == 1, "few words")
        await person.tap("Undo")
        await person.until(lambda: session.settings.guide_detail == 2, "as before")
        await person.tap("Done")
        await person.until(lambda: not session.leading.on, "all over")
        person.app.router.choose("me")
        person.app.router.go("guiding")
        await person.tap("Offer to say less", "switch")
        assert session.leading.walks.list_walks() == []
