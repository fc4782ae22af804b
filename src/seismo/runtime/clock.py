"""The clock of the machine."""

import time


class SystemClock:
    """See `seismo.ports.clock.Clock`."""

    def now(self) -> float:
        return time.time()
