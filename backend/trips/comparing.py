"""Why an itinerary is there, and a way on foot in numbers beside the shortest one."""
from backend.contract.comparing import Comparison, Label
from routing.journey import Journey


def labels_of(journey: Journey) -> tuple[Label, ...]:
    return tuple(Label(label.value) for label in journey.labels)


def comparison_of(journey: Journey) -> Comparison | None:
    """In whole metres: nobody walks by the centimetre."""
    found = journey.comparison
    if found is None:
        return None
    return Comparison(
        longer_m=round(found.longer_m),
        longer_s=found.longer_s,
        signal_crossings=found.signal_crossings,
        crossings_without_signals=found.other_crossings,
        crossings_without_signals_avoided=found.other_crossings_avoided,
        no_pavement_m=round(found.no_pavement_m),
        no_pavement_m_avoided=round(found.no_pavement_avoided_m),
        unlit_m=None if found.unlit_m is None else round(found.unlit_m),
        unlit_m_avoided=None if found.unlit_avoided_m is None else round(found.unlit_avoided_m),
    )
