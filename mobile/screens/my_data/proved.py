"""Pages on which something is done that asks for a fresh proof that it is still you."""

from mobile.client import ClientError
from mobile.device.protocols import Unavailable
from mobile.screens.my_data.sheets import ProofSheet
from mobile.screens.my_data.state import PROOF_ASKED


class Proved:
    """Mix-in of a page. A step is a coroutine function that gives the words to be said, "" for none."""

    async def run(self, step):
        """One step; where a fresh proof is asked for, that first and then the step again."""
        try:
            words = await step()
        except ClientError as trouble:
            if trouble.code == PROOF_ASKED:
                self.router.open(ProofSheet(self.session, lambda: self.start("act", self.run(step))))
                return
            words = trouble.sentence
        except Unavailable as trouble:
            words = str(trouble)
        if words:
            self.router.say_done(words)
            self.session.announce(words)
