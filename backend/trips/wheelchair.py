"""Limits for interfaces that only know a wheelchair or none: those of a wheelchair moved by hand, who need the most of all who roll."""
from accessibility.profiles import PROFILES, ProfileId
from backend.contract.limits import Limits, Smoothness, Surface, Unknown


def wheelchair_limits() -> Limits:
    """What nobody has mapped is gone over, cautiously: these interfaces have no word for it, and in a strict city there would be no way at all."""
    chair = PROFILES[ProfileId.MANUAL_CHAIR]
    return Limits(
        max_incline_up_pct=chair.max_incline_up_pct,
        max_incline_down_pct=chair.max_incline_down_pct,
        max_kerb_m=chair.max_kerb_m,
        min_width_m=chair.min_width_m,
        steps=chair.steps,
        escalators=chair.escalators,
        surfaces=tuple(Surface(name) for name in chair.surfaces or ()),
        smoothness=None if chair.smoothness is None else Smoothness(chair.smoothness),
        wheelchair=chair.wheelchair,
        speed_m_s=chair.speed_mps,
        unknown=Unknown.CAUTIOUS,
    )


WHEELCHAIR = wheelchair_limits()
