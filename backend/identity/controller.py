"""`/v1/devices`."""
from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.devices import DeviceResponse, NewDeviceResponse
from backend.identity import devices
from backend.identity.actor import Actor
from backend.service.policies import RateClass, Work, device, public
from backend.service.problems import problems


class DevicesController(Controller):
    tags = ["Devices"]

    @post(
        "/v1/devices", opt=public(RateClass.PASS, Work.REPEATABLE), responses=problems(503), operation_id="makeDevice",
        summary="A pass for this device, without an account",
    )  # fmt: skip
    async def make(self, session: NamedDependency[AsyncSession]) -> NewDeviceResponse:
        """Nothing is asked and nothing is known of who holds it. It is valid for thirty days from its last use."""
        given = await devices.issue(session)
        return NewDeviceResponse(given.token, given.expires_at)

    @get("/v1/devices/current", opt=device(RateClass.READ), responses=problems(), operation_id="getDevice", summary="Until when the pass is valid")
    async def current(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> DeviceResponse:
        return DeviceResponse(await devices.get_expiry(session, actor))

    @delete(
        "/v1/devices/current", opt=device(RateClass.WRITE, Work.REPEATABLE), responses=problems(503), operation_id="endDevice",
        summary="End the pass and forget everything of this device",
    )  # fmt: skip
    async def end(self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor]) -> None:
        await devices.end(session, actor)
