"""What guidance has to say, family by family. Each looks at the scene and names what could be said now; the queue decides what is."""
from collections.abc import Iterator

from accessibility.guidance.behaviours.along import along
from accessibility.guidance.behaviours.answers import answers
from accessibility.guidance.behaviours.arriving import arriving
from accessibility.guidance.behaviours.crossings import crossings
from accessibility.guidance.behaviours.device import device
from accessibility.guidance.behaviours.hazards import hazards
from accessibility.guidance.behaviours.honesty import honesty
from accessibility.guidance.behaviours.indoors import indoors
from accessibility.guidance.behaviours.riding import riding
from accessibility.guidance.behaviours.turns import turns
from accessibility.guidance.behaviours.waiting import waiting
from accessibility.guidance.behaviours.wheels import wheels
from accessibility.guidance.item import Item
from accessibility.guidance.scene import Scene

FAMILIES = (hazards, indoors, crossings, turns, along, arriving, wheels, waiting, riding, honesty, device, answers)


def proposals(scene: Scene) -> Iterator[Item]:
    for family in FAMILIES:
        yield from family(scene)
