"""As what somebody acts: one role per request, by a passkey where they work for others, with a fresh proof where a route asks for it."""
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.contract.accounts import Role
from backend.database.base import now
from backend.identity.actor import Actor, ActorKind
from backend.identity.guard import FRESH, PasskeyRequired, RoleUnclear, StepUpRequired, acting
from backend.service.errors import RoleRefused
from backend.service.policies import Declared, Policy, RateClass, Work, account, staff


def somebody(*roles: Role, **more) -> Actor:
    return Actor(ActorKind.ACCOUNT, uuid4(), uuid4(), frozenset(roles), **{"proved_at": now(), "by_passkey": True} | more)


def route(*roles: Role, fresh: bool = False) -> Declared:
    return Declared(Policy.ACCOUNT, RateClass.READ, Work.QUESTION, roles=frozenset(roles), fresh=fresh)


def test_a_route_without_roles_is_for_everybody_and_everybody_is_a_citizen_there():
    assert acting(somebody(Role.STAFF, by_passkey=False), route(), "").role is Role.CITIZEN
    assert acting(somebody(), route(Role.CITIZEN), "").role is Role.CITIZEN


@pytest.mark.parametrize("held", [(), (Role.HOST,), (Role.ADMINISTRATOR, Role.INSPECTOR)])
def test_a_role_is_not_had_by_having_others(held):
    with pytest.raises(RoleRefused) as refused:
        acting(somebody(*held), route(Role.STAFF), "")
    assert refused.value.code == "role"


def test_who_could_do_it_as_two_says_as_which_and_roles_never_add_up():
    both = somebody(Role.STAFF, Role.OPERATOR)
    with pytest.raises(RoleUnclear):
        acting(both, route(Role.STAFF, Role.OPERATOR), "")
    assert acting(both, route(Role.STAFF, Role.OPERATOR), "operator").role is Role.OPERATOR
    for chosen in ("inspector", "citizen", "king", "STAFF"):
        with pytest.raises(RoleRefused):
            acting(both, route(Role.STAFF, Role.OPERATOR), chosen)


@pytest.mark.parametrize("role, opens", [
    (Role.HOST, True), (Role.INSPECTOR, True), (Role.OPERATOR, False), (Role.STAFF, False), (Role.ADMINISTRATOR, False),
])  # fmt: skip
def test_who_works_for_others_needs_a_passkey(role, opens):
    by_mail = somebody(role, by_passkey=False)
    assert acting(somebody(role), route(role), "").role is role
    if opens:
        assert acting(by_mail, route(role), "").role is role
        return
    with pytest.raises(PasskeyRequired):
        acting(by_mail, route(role), "")


@pytest.mark.parametrize("ago, opens", [(FRESH - timedelta(seconds=30), True), (FRESH + timedelta(seconds=1), False), (None, False)])
def test_a_proof_is_fresh_for_five_minutes(ago, opens):
    person = somebody(proved_at=now() - ago if ago else None)
    assert acting(person, route(), "") == person
    if opens:
        assert acting(person, route(fresh=True), "") == person
        return
    with pytest.raises(StepUpRequired) as refused:
        acting(person, route(fresh=True), "")
    assert (refused.value.status, refused.value.code) == (401, "step_up_required")
    assert timedelta(minutes=5) == FRESH


def test_routes_say_which_roles_they_are_for():
    assert staff(RateClass.READ)["roles"] == (Role.STAFF,)
    assert account(RateClass.READ)["roles"] == ()
    assert account(RateClass.READ, roles=[Role.INSPECTOR])["roles"] == (Role.INSPECTOR,)


def test_only_an_account_has_an_account_id():
    person = somebody()
    assert person.account_id == person.id
    assert Actor(ActorKind.DEVICE, uuid4()).account_id is None
