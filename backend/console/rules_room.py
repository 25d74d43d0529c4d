"""`/console/rules`: which body answers what, rule by rule and as the plain table. It is `backend.bodies`; nothing counts while a test is red."""
import asyncio
from datetime import timedelta
from typing import Annotated

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies import staff as service
from backend.bodies.controller import give_bodies
from backend.bodies.refusals import TableMoved, TableRefused
from backend.bodies.service import Bodies
from backend.console import audit
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.room import RoomController, done
from backend.console.rule_form import conditions_of, read_rule_form, read_test_form, values_of
from backend.console.rule_text import RULES, TESTS, Unusual, read, with_entry, without_entry
from backend.console.sessions import Visitor
from backend.console.trial import caught, list_tested, try_rules
from backend.console.uploads import read_sent
from backend.console.words import WORDS
from backend.contract.bodies import MOST_TABLE, RoutingRules, RoutingRulesChange
from backend.service.policies import Body, RateClass, console
from routing.streets.model import Kind

PAGE = "/console/rules"
LATELY = timedelta(days=30)
# Letters outside of ASCII take three bytes and nine signs in a form.
TABLE_BODY = 4 * MOST_TABLE + 64 * 1024
FILE_BYTES = 2 * MOST_TABLE
ROAD_KINDS = tuple(kind.name.lower() for kind in Kind if Kind.MOTORWAY <= kind <= Kind.SERVICE)


class RulesRoom(RoomController):
    dependencies = {"bodies": Provide(give_bodies, sync_to_thread=False)}

    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        tables, standing = await bodies.tables(session), await service.rules(session, bodies)
        names = names_of(tables, pages.language_of(request))
        words = WORDS[pages.language_of(request)]
        shown = {
            "rules": sorted(tables.table.rules, key=lambda rule: (rule.priority, -rule.conditions, rule.id)), "bodies": tables.table.bodies,
            "areas": tables.areas.by_code, "caught": await caught(session, pages.clock() - LATELY), "standing": standing,
            "tests": await asyncio.to_thread(list_tested, tables.table, tables.areas, bodies.ground), "names": names,
            "conditions": {rule.id: conditions_of(rule, names, words) for rule in tables.table.rules},
        }  # fmt: skip
        return pages.show(request, "rules.html", room="rules", told=pages.told(told), **shown)

    @get(PAGE + "/file", opt=console(RateClass.READ))
    async def file(
        self, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies],
        version: Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)] = None,
    ) -> Response[str]:  # fmt: skip
        rules = await service.rules(session, bodies, version)
        headers = {"content-disposition": f'attachment; filename="rules-{rules.version}.toml"'}
        return Response(rules.text, media_type="application/toml", headers=headers)

    @get(PAGE + "/rule", opt=console(RateClass.READ))
    async def one(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        rule: Annotated[str, QueryParameter(max_length=64)] = "",
    ) -> Response[str]:  # fmt: skip
        """rule: its id; a new one without."""
        standing = await service.rules(session, bodies)
        entry = next((one for one in read(standing.text).get(RULES, []) if one.get("id") == rule), None)
        return await show_form(request, pages, session, bodies, standing, rule if entry else "", values_of(entry or {}))

    @post(PAGE + "/rule", status_code=200, opt=console(RateClass.WRITE))
    async def try_one(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies]
    ) -> Response[str]:
        """What the rule would bring: nothing is changed yet."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        standing, old = await service.rules(session, bodies), fields.text("old", most=64)
        if fields.form.get("seen") != str(standing.version):
            fields.wrong("rule-id", "changed_meanwhile")
        try:
            text = changed_text(fields, standing.text, old)
        except Unusual:
            fields.wrong("rule-id", "rule_unusual")
        if not fields.right:
            return await show_form(request, pages, session, bodies, standing, old, fields.values, fields.refused)
        return await show_trial(request, pages, session, bodies, standing, text)

    @get(PAGE + "/text", opt=console(RateClass.READ))
    async def text(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        version: Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)] = None,
    ) -> Response[str]:  # fmt: skip
        """version: an earlier one, to go back to."""
        chosen = await service.rules(session, bodies, version)
        return pages.show(request, "rules_text.html", room="rules", values={"text": chosen.text}, most=MOST_TABLE)

    @post(PAGE + "/text", status_code=200, request_max_body_size=TABLE_BODY, opt=console(RateClass.READ, body=Body.UPLOAD))
    async def edit(self, request: Request, pages: NamedDependency[Pages]) -> Response[str]:
        """The text of a trial once more, to go on with."""
        fields = Fields(await read_form(request, Body.UPLOAD), pages, pages.language_of(request))
        return pages.show(request, "rules_text.html", room="rules", values=fields.values, most=MOST_TABLE)

    @post(PAGE + "/try", status_code=200, request_max_body_size=TABLE_BODY, opt=console(RateClass.WRITE, body=Body.UPLOAD))
    async def try_text(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies]
    ) -> Response[str]:
        """What the whole table would bring: nothing is changed yet."""
        fields = Fields(await read_form(request, Body.UPLOAD), pages, pages.language_of(request))
        text = await read_sent(fields, "file", "text", FILE_BYTES)
        if len(text) > MOST_TABLE:
            fields.wrong("text", "too_long")
        if not fields.right:
            return pages.show(request, "rules_text.html", 422, room="rules", values=fields.values, refused=fields.refused, most=MOST_TABLE)
        return await show_trial(request, pages, session, bodies, await service.rules(session, bodies), text)

    @post(PAGE, request_max_body_size=TABLE_BODY, opt=console(RateClass.WRITE, body=Body.UPLOAD))
    async def save(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        bodies: NamedDependency[Bodies],
    ) -> Response:  # fmt: skip
        """It counts from now on, unless a test is red or somebody else wrote one meanwhile."""
        fields = Fields(await read_form(request, Body.UPLOAD), pages, pages.language_of(request))
        text, after = await read_sent(fields, "file", "text", FILE_BYTES), fields.text("after", most=10)
        if not fields.right or not after.isdecimal() or len(text) > MOST_TABLE:
            return pages.show(request, "rules_text.html", 422, room="rules", values=fields.values, refused=fields.refused, most=MOST_TABLE)
        try:
            async with session.begin_nested():
                new = await service.change_rules(session, bodies, visitor.actor, RoutingRulesChange(text, int(after)), pages.clock())
                await audit.write(session, visitor, "change", "rules", str(new.version))
            return done(PAGE, "rules_saved")
        except TableRefused as refusal:
            refused = refusal.problems
        except (TableMoved, IntegrityError):
            refused = (fields.word("rules_moved"),)
        return await show_trial(request, pages, session, bodies, await service.rules(session, bodies), text, refused)


def names_of(tables, language: str) -> dict[str, str]:
    """Of categories by code."""
    return {one.code: one.named(language) for one in tables.categories}


def changed_text(fields: Fields, text: str, old: str) -> str:
    """The table with the rule of the form in it, or without the one that is retired. Raises Unusual."""
    listed = [one.get("id") for one in read(text).get(RULES, [])]
    at = listed.index(old) if old in listed else None
    if fields.form.get("act") == "retire" and at is not None:
        return without_entry(text, RULES, at)
    entry = read_rule_form(fields)
    test = read_test_form(fields, entry["body"])
    if not fields.right:
        return text
    text = with_entry(text, RULES, entry, at)
    return with_entry(text, TESTS, test) if test else text


async def show_form(
    request: Request, pages: Pages, session: AsyncSession, bodies: Bodies, standing: RoutingRules, old: str, values: dict[str, str],
    refused: dict[str, str] | None = None,
) -> Response[str]:  # fmt: skip
    tables = await bodies.tables(session)
    shown = {
        "old": old, "values": values, "refused": refused or {}, "bodies": tables.table.bodies, "areas": tables.areas.areas,
        "names": names_of(tables, pages.language_of(request)), "groups": tables.categories.groups, "standing": standing, "road_kinds": ROAD_KINDS,
    }  # fmt: skip
    return pages.show(request, "rule.html", 422 if refused else 200, room="rules", **shown)


async def show_trial(
    request: Request, pages: Pages, session: AsyncSession, bodies: Bodies, standing: RoutingRules, text: str, refused: tuple[str, ...] = ()
) -> Response[str]:
    """refused: why it was not taken."""
    trial, tables = await try_rules(session, bodies, text, standing.text), await bodies.tables(session)
    shown = {
        "trial": trial, "text": text, "after": standing.version, "problems": refused or trial.problems, "save": PAGE, "back": PAGE,
        "again": f"{PAGE}/text", "bodies": tables.table.bodies, "names": names_of(tables, pages.language_of(request)),
    }  # fmt: skip
    return pages.show(request, "trial.html", 200 if trial.green and not refused else 422, room="rules", **shown)
