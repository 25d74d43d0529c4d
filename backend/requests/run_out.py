"""What is in the way stands on the map for its time; what it was told as stands until its body answers. Who waits hears that the two part."""
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.service import Bodies
from backend.contract.request_words import RequestState
from backend.obstacles import of_requests as obstacles
from backend.requests import law
from backend.requests.changes import CLOCK, Comment
from backend.requests.changing import change
from backend.requests.holding import hold

RAN_OUT = {
    "en": "Nobody has said for a while that it is still in the way, so routes lead here again. This stays open until it is answered. If it is still "
    "there, report it once more; if it is gone, take this back.",
    "de": "Seit einer Weile hat niemand gesagt, dass es noch im Weg ist; darum führen Wege wieder hier entlang. Diese Meldung bleibt offen, bis sie "
    "beantwortet ist. Ist es noch da, melden Sie es noch einmal; ist es weg, ziehen Sie sie zurück.",
    "es": "Hace tiempo que nadie dice que siga estorbando, así que las rutas vuelven a pasar por aquí. Este aviso sigue abierto hasta que se "
    "responda. Si aún está, avise otra vez; si ya no está, retírelo.",
    "ko": "한동안 아직 길을 막고 있다는 말이 없어 경로가 다시 이곳을 지납니다. 이 신고는 답변될 때까지 열려 있습니다. "
    "아직 있으면 다시 신고해 주시고, 없어졌으면 철회해 주세요.",
}


async def tell_run_out(session: AsyncSession, bodies: Bodies, obstacle_id: UUID, at: datetime) -> bool:
    """An event of its request, once for each time; never an end: nobody has looked. False where there is nothing to tell any more."""
    request_id = await obstacles.find_request(session, obstacle_id)
    row = None if request_id is None else await hold(session, request_id)
    if not await obstacles.note_run_out(session, obstacle_id, at) or row is None or RequestState(row.state) not in law.OPEN:
        return False
    await change(session, bodies, row.id, Comment(RAN_OUT.get(row.lang[:2], RAN_OUT["en"]), public=True), CLOCK, at)
    return True
