"""Who would have it and by when, told before anything is sent."""
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.clocks import TOLD
from backend.bodies.hours import Always
from backend.bodies.routed import Place
from backend.bodies.service import Bodies
from backend.bodies.words import ClockKind
from backend.contract.bodies import Responsible, WhoAnswers


async def beforehand(session: AsyncSession, bodies: Bodies, asked: WhoAnswers, place: Place, at: datetime) -> Responsible:
    """By the rules that decide when it is sent, and by the same clocks. Raises NoCategory."""
    routed = await bodies.responsible(session, place, asked.category, at, asked.context)
    tables = await bodies.tables(session)
    body, lengths = tables.body(routed.body_id), tables.categories.get(asked.category).lengths
    dues = {}
    for kind in TOLD:
        length = lengths[kind]
        hours = body.hours if length.working else Always()
        dues[kind] = hours.add(at, length.seconds(body.hours.working_day_s)).replace(microsecond=0)
    return Responsible(routed.body_name, min(dues.values()), dues[ClockKind.FIX], routed.triage)
