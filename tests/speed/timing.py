"""How measurements are taken and told: the best of several runs, beside a floor timed in the same run."""

import gc
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


def best(work: Callable[[], object], times: int = 5) -> float:
    """The shortest of several runs, in seconds."""
    taken = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def worked(work: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """The least seconds the processor worked of several runs, which an idle machine needs as well; and those that passed."""
    taken = []
    for _ in range(times):
        gc.collect()
        start, passed = time.process_time(), time.perf_counter()
        work()
        taken.append((time.process_time() - start, time.perf_counter() - passed))
    return min(taken)


def worked_in_turn(works: Sequence[Callable[[], object]], times: int = 7) -> list[float]:
    """The least seconds the processor worked for each, one run of each after the other: what the machine does besides meets all."""
    rounds = [[worked(work, 1)[0] for work in works] for _ in range(times)]
    return [min(taken) for taken in zip(*rounds, strict=True)]


@dataclass(frozen=True)
class Figure:
    """One measurement: what, seconds (or what `unit` says), and either a floor with the ratio allowed or a limit in seconds.

    Where `seconds` are those the processor worked, which an idle machine needs as well, `wall` are those that passed.
    `gap` says why a figure that is out of bounds is known to be so; it is printed, but does not fail the run.
    """

    what: str
    seconds: float
    floor: float | None = None
    ratio: float | None = None
    limit: float | None = None
    gap: str = ""
    unit: str = "ms"
    wall: float | None = None

    @property
    def good(self) -> bool:
        """Whether it is within what was asked for."""
        if self.floor is not None and self.ratio is not None:
            return self.seconds <= self.floor * self.ratio
        return self.limit is None or self.seconds <= self.limit

    def line(self) -> str:
        """One line of the table."""
        if self.unit != "ms":
            return f"{self.what:64s} {self.seconds:10g} {self.unit}   limit {self.limit:g} {self.unit}{self._verdict()}"
        words = f"{self.what:64s} {self.seconds * 1000:10.3f} ms"
        if self.floor is not None:
            words += f"   floor {self.floor * 1000:9.3f} ms   x {self.seconds / self.floor:5.2f} (<= {self.ratio:g})"
        elif self.limit is not None:
            words += f"   limit {self.limit * 1000:9.3f} ms"
        return words + (f"   passed {self.wall * 1000:.3f} ms" if self.wall is not None else "") + self._verdict()

    def _verdict(self) -> str:
        return "" if self.good else f"   KNOWN GAP: {self.gap}" if self.gap else "   OUT OF BOUNDS"


def tell(figures: Iterable[Figure]) -> int:
    """Print the table as it is measured; returns how many figures are out of bounds without a known reason."""
    bad = 0
    for figure in figures:
        print(figure.line(), flush=True)  # noqa: T201 - the table is the result
        bad += not (figure.good or figure.gap)
    return bad
