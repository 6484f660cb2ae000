"""How long each step of an installation took, printed as it ends."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Times:
    """`step` times what is done in it."""

    def __init__(self) -> None:
        self._seconds: list[float] = []

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self._seconds.append(time.monotonic() - began)
        print(f"{self._seconds[-1]:7.1f} s  {what}", flush=True)

    def sum(self) -> None:
        print(f"{sum(self._seconds):7.1f} s  in all", flush=True)
