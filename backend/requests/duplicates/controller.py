"""`/v1/requests/duplicates`."""
from uuid import UUID

from litestar import Controller, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import LikelySame, OfferChosen, SameOffersResponse
from backend.identity.actor import Actor
from backend.requests.duplicates.service import Duplicates
from backend.service.policies import RateClass, Work, person
from backend.service.problems import problems
from backend.service.strict import strict_body

LIKELY_BODY = 24 * 1024
SMALL_BODY = 1024


def give_duplicates(state: State) -> Duplicates:
    return state.duplicates


class DuplicatesController(Controller):
    path = "/v1/requests/duplicates"
    tags = ["Requests"]
    dependencies = {"duplicates": Provide(give_duplicates, sync_to_thread=False)}

    @post(
        "/", status_code=200, dto=strict_body(LikelySame), return_dto=None, request_max_body_size=LIKELY_BODY,
        opt=person(RateClass.SEARCH, Work.REPEATABLE), responses=problems(408, 413, 415, 422, 503), operation_id="findLikelySame",
        summary="What is likely the same, told before",
    )  # fmt: skip
    async def likely(
        self, data: LikelySame, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], duplicates: NamedDependency[Duplicates]
    ) -> SameOffersResponse:
        """Within 150 metres and thirty days, open or ended less than fourteen days ago. Nobody has to wait for it or to choose one of them."""
        return await duplicates.offer(session, actor, data)

    @put(
        "/{offer_id:uuid}", status_code=204, dto=strict_body(OfferChosen), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=person(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 408, 413, 415, 422, 503), operation_id="chooseLikelySame",
        summary="What was made of the offer",
    )  # fmt: skip
    async def chosen(
        self, offer_id: UUID, data: OfferChosen, session: NamedDependency[AsyncSession], duplicates: NamedDependency[Duplicates]
    ) -> None:
        """By this it is seen how well they are found. Following is PUT /v1/requests/{code}/following."""
        await duplicates.chosen(session, offer_id, data)
