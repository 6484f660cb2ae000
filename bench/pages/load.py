"""Load on one address by wrk (Debian's package): requests a second, and how long the answers took."""

import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WRK = shutil.which("wrk")
LONGEST_ANSWER = 60  # seconds
_TURNS = """
local spellings, turn = {%s}, 0
request = function()
  turn = turn %% #spellings + 1
  return wrk.format(nil, nil, {["Accept-Encoding"] = spellings[turn]})
end
"""
_SCRIPT = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "p50": %.3f, "p95": %.3f, "errors": %d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(95) / 1000,
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load. `p50` and `p95` are milliseconds; `errors` are answers of 400 and more, or none at all."""

    requests: int
    seconds: float
    p50: float
    p95: float
    errors: int

    @property
    def a_second(self) -> float:
        return self.requests / self.seconds if self.seconds else 0.0


def load(
    address: str,
    *,
    connections: int,
    seconds: float,
    headers: Mapping[str, str] | None = None,
    accept_encodings: Sequence[str] = (),
) -> Load:
    """Asks for the address over and over, with each of `accept_encodings` in turn. Where not one answer came in time, one
    request is timed by itself."""
    if WRK is None:
        raise RuntimeError("wrk is not installed; on Debian: apt-get install wrk")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        if accept_encodings:
            script.write(_TURNS % ", ".join(json.dumps(one) for one in accept_encodings))
        script.write(_SCRIPT)
        script.flush()
        command = [
            WRK,
            "-t1",
            f"-c{connections}",
            f"-d{max(round(seconds), 1)}s",
            f"--timeout={LONGEST_ANSWER}s",
        ]
        command += [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
        done = subprocess.run(
            [*command, "-s", script.name, address], capture_output=True, text=True, check=True
        )
    answer = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    found = Load(**json.loads(answer.removeprefix("RESULT ")))
    return found if found.requests else once(address, headers=headers)


def once(address: str, *, headers: Mapping[str, str] | None = None) -> Load:
    """One request, for what takes longer than a measurement."""
    started = time.perf_counter()
    errors = 0
    try:
        request = urllib.request.Request(address, headers=dict(headers or {}))
        with urllib.request.urlopen(request, timeout=LONGEST_ANSWER) as answer:
            answer.read()
    except (OSError, urllib.error.HTTPError):
        errors = 1
    seconds = time.perf_counter() - started
    return Load(requests=1, seconds=seconds, p50=1000 * seconds, p95=1000 * seconds, errors=errors)


def fetched(address: str, *, headers: Mapping[str, str] | None = None) -> bytes:
    """The body of the answer, whatever its status."""
    try:
        request = urllib.request.Request(address, headers=dict(headers or {}))
        with urllib.request.urlopen(request, timeout=LONGEST_ANSWER) as answer:
            body: bytes = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    return body


def written(body: bytes, folder: Path, number: int) -> str:
    """Keeps a body as a file of `folder`; gives its name."""
    name = f"{number}.html"
    (folder / name).write_bytes(body)
    return name
