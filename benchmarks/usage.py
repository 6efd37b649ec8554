"""What the rounds used: the gateway's processor time and memory, and what went to other programs meanwhile."""

from __future__ import annotations

import os
from typing import Final

from benchmarks.process import cpu_seconds, machine_cpu_seconds, peak_resident_kb, tree_cpu_seconds

GATEWAY_MEASURES: Final = ("gateway_cpu", "gateway_peak_memory")
MB_IN_KIB: Final = 1000 / 1.024


class Usage:
    """Counts from its making on. Raises :class:`~benchmarks.process.NotMeasurable` where there is no ``/proc``."""

    def __init__(self, gateway_pid: int) -> None:
        self._gateway_pid = gateway_pid
        self._gateway_s = cpu_seconds(gateway_pid)
        self._ours_s = tree_cpu_seconds(os.getpid())
        self._busy_s, self._all_s = machine_cpu_seconds()

    def gateway(self) -> dict[str, float]:
        """The measures of the gateway: seconds, and MB since it started."""
        return {
            "gateway_cpu": cpu_seconds(self._gateway_pid) - self._gateway_s,
            "gateway_peak_memory": peak_resident_kb(self._gateway_pid) / MB_IN_KIB,
        }

    def elsewhere(self) -> float:
        """The share of the machine's processor time that other programs took, 0 to 1.

        A browser, a gateway and a client on two cores are a full machine: what others take, they lack.
        """
        busy_s, all_s = machine_cpu_seconds()
        ours_s = tree_cpu_seconds(os.getpid()) - self._ours_s
        passed_s = all_s - self._all_s
        return max(0.0, busy_s - self._busy_s - ours_s) / passed_s if passed_s else 0.0
