"""Passes of devices: what a guest shows instead of an account."""
from backend.contract.base import Answer, Moment


class NewDeviceResponse(Answer, frozen=True):
    """`token` is told this once and kept by the device alone. Every use within `expiresAt` makes it last longer."""

    token: str
    expires_at: Moment


class DeviceResponse(Answer, frozen=True):
    expires_at: Moment
