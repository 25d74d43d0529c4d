"""No route without a policy: the application refuses to exist."""
import pytest
from litestar import Litestar, get

from backend.service.policies import Policy, PolicyMissing, RateClass, check_policies, get_declared, list_handlers, public


def test_every_route_declares_its_policy(app):
    found = {path: get_declared(handler) for path, handler in list_handlers(app)}
    assert {"/v1/plan", "/v1/places", "/v1/city", "/healthz", "/schema", "/schema/openapi.json"} <= set(found)
    assert all(declared.policy is Policy.PUBLIC for declared in found.values())
    assert found["/v1/plan"].rate is RateClass.PLAN


@pytest.mark.parametrize("opt", [{}, {"policy": "public"}, {"policy": "everybody", "rate": "plan"}, {"policy": "public", "rate": "often"}])
def test_a_route_without_one_is_refused(opt):
    @get("/open", sync_to_thread=False, opt=opt)
    def open_door() -> str:
        return ""

    with pytest.raises(PolicyMissing, match="/open"):
        check_policies(Litestar([open_door], openapi_config=None))


def test_a_route_with_one_is_not():
    @get("/open", sync_to_thread=False, opt=public(RateClass.READ))
    def open_door() -> str:
        return ""

    check_policies(Litestar([open_door], openapi_config=None))
