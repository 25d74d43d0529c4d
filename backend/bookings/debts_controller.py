"""Claims of travellers, and what the staff do about what is owed."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import Parameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import claiming, debts
from backend.bookings.controller import GIVEN
from backend.bookings.service import Bookings
from backend.contract.accounts import Role
from backend.contract.debts import (
    BookedClaim,
    ClaimDecision,
    ClaimRequest,
    DebtSettlementAnswer,
    DebtSettlementRequest,
    DebtsResponse,
    PaidOtherwiseAnswer,
    PaidOtherwiseRequest,
)
from backend.identity.actor import Actor
from backend.service.policies import RateClass, account, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

PERSON = (Role.STAFF,)  # who decides about money is somebody, not a machine
LegNo = Annotated[int, Parameter(ge=1, le=99)]


class ClaimsController(Controller):
    path = "/v1/bookings/{booking_id:uuid}/legs/{leg_no:int}/claims"
    tags = ["Bookings"]
    dependencies = GIVEN

    @post(
        "/", status_code=202, dto=strict_body(ClaimRequest), return_dto=None, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="claimLeg", summary="A part of a trip was not as sold",
    )  # fmt: skip
    async def claim(
        self, booking_id: UUID, leg_no: LegNo, data: ClaimRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        bookings: NamedDependency[Bookings],
    ) -> Response[BookedClaim]:  # fmt: skip
        """Once for each part, within 60 days after it. `dueAt` is by when people decide; the booking says what they decided."""
        return Response(await claiming.claim(session, bookings.desk, actor, booking_id, leg_no, data), status_code=202)


class DebtsController(Controller):
    path = "/v1/staff"
    tags = ["Staff"]
    dependencies = GIVEN

    @get("/debts", opt=staff(RateClass.READ), responses=problems(401, 403, 503), operation_id="listDebts", summary="What is owed, since when")
    async def listed(self, session: NamedDependency[AsyncSession]) -> DebtsResponse:
        return await debts.list_debts(session)

    @post(
        "/refunds/{refund_id:uuid}/paid-otherwise", status_code=200, dto=strict_body(PaidOtherwiseRequest), return_dto=None,
        opt=account(RateClass.WRITE, roles=PERSON), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503),
        operation_id="refundPaidOtherwise", summary="A refund that came back was paid in another way",
    )  # fmt: skip
    async def paid_otherwise(
        self, refund_id: UUID, data: PaidOtherwiseRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        bookings: NamedDependency[Bookings],
    ) -> PaidOtherwiseAnswer:  # fmt: skip
        """Above 200 units of the currency it counts once a second person says the same."""
        return await debts.paid_otherwise(session, bookings.desk, actor, refund_id, data.proof)

    @post(
        "/bookings/{booking_id:uuid}/debt-settlements", status_code=200, dto=strict_body(DebtSettlementRequest), return_dto=None,
        opt=account(RateClass.WRITE, roles=PERSON), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="settleDebt",
        summary="What a traveller owes was paid in another way, or is written off",
    )  # fmt: skip
    async def settle(
        self, booking_id: UUID, data: DebtSettlementRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        bookings: NamedDependency[Bookings],
    ) -> DebtSettlementAnswer:  # fmt: skip
        """Above 200 units of the currency it counts once a second person says the same. Whoever says otherwise begins anew."""
        return await debts.settle(session, bookings.desk, actor, booking_id, data)

    @post(
        "/claims/{claim_id:uuid}/decision", status_code=200, dto=strict_body(ClaimDecision), return_dto=None,
        opt=account(RateClass.WRITE, roles=PERSON), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="decideClaim",
        summary="Uphold a claim, so that what was paid too much comes back, or refuse it",
    )  # fmt: skip
    async def decide(
        self, claim_id: UUID, data: ClaimDecision, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        bookings: NamedDependency[Bookings],
    ) -> BookedClaim:  # fmt: skip
        return await claiming.decide(session, bookings.desk, actor, claim_id, data)
