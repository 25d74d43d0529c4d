"""The client of others, `georeport` of PyPI, over real HTTP: it reads what we tell, in both formats."""
import pytest

from tests.backend.open311.georeport import GeoReportClient
from tests.backend.open311.test_routes import HOLE

georeport = pytest.importorskip("georeport", reason="the package georeport is not installed here: pip install georeport==0.3.1")


@pytest.fixture
def number(peer) -> str:
    return GeoReportClient(peer.client, api_key=peer.key).file(**HOLE)["service_request_id"]


@pytest.mark.parametrize("output", ["json", "xml"])
def test_it_reads_all_of_ours(peer, number, output):
    them = georeport.GeoReport(peer.url, jurisdiction="localhost", output_format=output)
    services = {one["service_code"]: one for one in them.get_service_list()}
    assert services["pothole"]["type"] == "realtime"
    asking = next(code for code, one in services.items() if str(one["metadata"]).lower() == "true")
    assert them.get_service_definition(asking)["service_code"] == asking
    assert number in [one["service_request_id"] for one in listed(them.get_service_requests(status="open"))]
    assert [one["service_request_id"] for one in listed(them.get_service_requests(service_request_id=number))] == [number]
    one = them.get_service_request(number)
    assert (one["service_code"], one["status"], one["description"]) == ("pothole", "open", HOLE["description"])


def listed(found) -> list[dict]:
    """Of XML a single one is no list with this client."""
    return found if isinstance(found, list) else [found]


@pytest.mark.parametrize("asks", [
    lambda them: them.get_service_definition("no_such_thing"), lambda them: them.get_service_request("22222222"),
    lambda them: them.get_service_requests(start_date="soon"),
], ids=["definition", "request", "date"])  # fmt: skip
def test_it_is_told_what_is_wrong(peer, asks):
    refused = pytest.importorskip("requests").exceptions.HTTPError
    with pytest.raises(refused) as caught:
        asks(georeport.GeoReport(peer.url))
    assert caught.value.response.json()[0]["description"]
