"""An objection leaves the phone once, with its photo first, whatever happens in between; and that an offer was none of it is told too."""
import pytest
from PIL import Image

from backend.contract.request_photos import LikelySame
from mobile.store.reports import ReportState
from tests.mobile.flows.telling import STAFF, staff, stranger
from tests.mobile.loopback import answering
from tests.mobile.reporting.phones import PLACE, all_sent, between, body, phone, until
from tests.mobile.server import LiveBackend


@pytest.fixture(scope="module")
def city(demo):
    live = LiveBackend(demo, staff_token=STAFF).start()
    yield live
    live.stop()


async def one_resolved(session, city) -> str:
    """Sent with this phone, and answered: the number."""
    session.reporting.add("Mill Lane", body("street_light"))
    await all_sent(session)
    (report,) = session.reporting.reports.list_reports()
    staff(city, report.filed.code, action="acknowledge", words="We look.")
    staff(city, report.filed.code, action="resolve", resolution="fixed", words="It burns.", referral="Sheet 7")
    await session.requests.look(report.filed.code)
    return report.filed.code


async def test_it_waits_for_the_network_and_stands_once_though_answers_are_lost(tmp_path, city):
    source = tmp_path / "dark.png"
    Image.new("RGB", (64, 64)).save(source)
    handler = between(city)
    with answering(handler) as address:
        async with phone(tmp_path, address) as session:
            code, reporting = await one_resolved(session, city), session.reporting
            handler.lose_photos = 1_000_000
            reporting.object_to(code, "It is dark.", reporting.photos.take_in(source))
            assert reporting.find_objection(code).words == "It is dark."
        handler.lose, handler.lose_photos = 2, 1
        async with phone(tmp_path, address, session.device.secure) as session:  # the app was closed before there was a network
            session.reporting.start()
            await all_sent(session)
            request = await session.requests.look(code)
            assert (request.state, [step.kind for step in request.steps].count("disputed")) == ("disputed", 1)
            (photo,) = await session.requests.photos(code)
            assert photo.mine
            assert session.reporting.find_objection(code) is None
            assert list(session.reporting.photos.folder.glob("*")) == []
    keys = [key for key, _ in handler.seen]
    assert len(keys) - len(set(keys)) == 2, "sent again under the same key"


async def test_what_the_city_does_not_take_is_kept_with_what_to_do(tmp_path, city):
    async with phone(tmp_path, city.address) as session:
        session.reporting.add("Mill Lane", body("street_light"))
        await all_sent(session)
        code = session.reporting.reports.list_reports()[0].filed.code
        session.reporting.object_to(code, "Not done.")
        await all_sent(session)
        refused = session.reporting.find_objection(code)
        assert refused.why
        session.reporting.object_to(code, "", "gone.jpg")
        await all_sent(session)
        assert session.reporting.find_objection(code).why == "The photo is gone. Object with another one, or in words."
        session.reporting.drop_objection(session.reporting.find_objection(code))
        assert session.reporting.find_objection(code) is None


async def test_that_none_of_what_was_offered_was_it_is_told_once_it_has_a_number(tmp_path, city):
    stranger(city, "pothole", *PLACE)
    told = []

    class Listening(between(city)):
        def do_PUT(self):
            told.append(self.path)
            self.do_any()

    with answering(Listening) as address:
        async with phone(tmp_path, address) as session:
            new = body()
            offered = await session.requests.likely(LikelySame(new.category, new.place))
            session.reporting.add("Mill Lane", new, offer=str(offered.offer_id))
            await until(lambda: session.reporting.reports.list_reports()[0].state is ReportState.SENT)
            await all_sent(session)
            assert [path.endswith(f"/duplicates/{offered.offer_id}") for path in told if "/duplicates/" in path] == [True]
            assert session.reporting.reports.list_other(address) == []
