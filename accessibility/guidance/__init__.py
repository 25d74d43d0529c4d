"""What is said on the way. `Guide` takes events and returns what to play."""
from accessibility.guidance.guide import Guide
from accessibility.guidance.item import Utterance
from accessibility.guidance.settings import Profile, Settings

__all__ = ["Guide", "Profile", "Settings", "Utterance"]
