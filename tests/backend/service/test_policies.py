"""No route without a policy: the application refuses to exist."""
import pytest
from litestar import Litestar, get, post

from backend.contract.accounts import Role
from backend.service.policies import Policy, PolicyMissing, RateClass, Work, check_policies, device, get_declared, list_handlers, public

# Of operators, who read their own, and of the staff.
STATEMENTS = "/v1/operators/{operator_id:str}/statement"


def test_every_route_declares_its_policy(app):
    found = {path: get_declared(handler) for path, handler in list_handlers(app)}
    assert {"/v1/plan", "/v1/places", "/v1/city", "/healthz", "/schema", "/schema/openapi.json"} <= set(found)
    by_people = {path for path, declared in found.items() if declared.policy is Policy.ACCOUNT and declared.roles == {Role.STAFF}}
    by_machines_too = {path for path, declared in found.items() if declared.policy is Policy.STAFF}
    assert (by_people | by_machines_too) - {"/v1/closures", STATEMENTS, "/v1/gates/{site_id:uuid}"} == {
        path for path in found if path.startswith(("/v1/staff/", "/v1/closures/"))
    }
    assert (found["/v1/plan"].rate, found["/v1/plan"].work) == (RateClass.PLAN, Work.QUESTION)
    assert found["/v1/devices"].work is Work.REPEATABLE


@pytest.mark.parametrize("opt", [
    {}, {"policy": "public"}, {"policy": "everybody", "rate": "plan"}, {"policy": "public", "rate": "often"},
    {"policy": "public", "rate": "read", "work": "twice"},
])  # fmt: skip
def test_a_route_without_one_is_refused(opt):
    @post("/open", sync_to_thread=False, opt=opt)
    def open_door() -> str:
        return ""

    with pytest.raises(PolicyMissing, match="/open"):
        check_policies(Litestar([open_door], openapi_config=None))


def test_a_route_with_one_is_not():
    @get("/open", sync_to_thread=False, opt=public(RateClass.READ))
    def open_door() -> str:
        return ""

    check_policies(Litestar([open_door], openapi_config=None))


def test_a_write_is_keyed_unless_it_says_otherwise_and_a_look_never_is():
    @get("/door", sync_to_thread=False, opt=device(RateClass.READ))
    def look() -> str:
        return ""

    @post("/door", sync_to_thread=False, opt=device(RateClass.WRITE))
    def open_door() -> str:
        return ""

    found = [get_declared(handler) for _, handler in list_handlers(Litestar([look, open_door], openapi_config=None))]
    assert {declared.work for declared in found} == {Work.QUESTION, Work.KEYED}


def test_nobody_in_particular_has_no_keys():
    with pytest.raises(PolicyMissing, match="by whom"):
        public(RateClass.WRITE, Work.KEYED)
