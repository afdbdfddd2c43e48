#!/usr/bin/env python3
"""Lives many histories in several processes and writes what came of it: long_run.py PROGRAM FROM COUNT [MINUTES]

PROGRAM is sim. Each core takes the next seeds until COUNT histories were lived, the MINUTES are over or SIGTERM asks for an
early end. What was lived stands in PROGRAM.histories.json after every hundred: the same command goes on from there, on the same
commit only; every such part is in the report, docs/evidence/histories.md. A line for each thousand to standard error.
Exit 0: all invariants held; 1: a history broke one (its seed is in the report); 2: what stands there is of other seeds or of
another commit, or PROGRAM cannot live a history.
"""
import collections
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPORT = ROOT / "docs/evidence/histories.md"
AT_ONCE = 100

asked_to_end = False


class Unusable(Exception):
    """PROGRAM cannot live any history: why."""


def end_early(*_: object) -> None:
    global asked_to_end
    asked_to_end = True


def live(program: str, seed: int, count: int, until: float) -> tuple[int, int, list[str], collections.Counter[str]]:
    """First seed, histories lived, each that broke, and what happened in the others how often."""
    broken: list[str] = []
    happened: collections.Counter[str] = collections.Counter()
    lived = 0
    while lived < count and time.monotonic() < until and not asked_to_end:
        done = subprocess.run([program, str(seed + lived), str(count - lived), "--brief"], capture_output=True, text=True)
        happened.update({what: int(times) for times, what in re.findall(r"^ +(\d+)  (.+)$", done.stdout, flags=re.M)})
        if done.returncode == 2:
            raise Unusable((done.stderr or done.stdout).strip())
        stopped = re.search(r"seed (\d+) broke after (\d+) histories\nBROKEN ([^\n]*)", done.stdout)
        if not stopped:
            if done.returncode != 0:
                broken.append(f"the program ended with {done.returncode} between seeds {seed + lived} and {seed + count - 1}")
            return seed, count, broken, happened
        broken.append(f"seed {stopped[1]}: {stopped[3]}")
        lived += int(stopped[2])
    return seed, lived, broken, happened


def model_of_cpu() -> str:
    names = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), flags=re.M)
    return names[0] if names else "unknown"


class Progress:
    """What was lived, kept in a file: of which seeds, and in which parts (day, minutes, host)."""

    def __init__(self, path: Path, commit: str, first: int, count: int) -> None:
        self.path = path
        self.of = {"commit": commit, "first": first, "count": count}
        self.left = [(seed, min(AT_ONCE, first + count - seed)) for seed in range(first, first + count, AT_ONCE)]
        self.broken: list[str] = []
        self.happened: collections.Counter[str] = collections.Counter()
        self.parts: list[dict[str, object]] = []
        if path.exists():
            self.take_up(json.loads(path.read_text()))

    def take_up(self, kept: dict) -> None:
        if kept["of"] != self.of:
            print(f"long_run: {self.path} is of {kept['of']}, not of {self.of}: remove it to begin anew", file=sys.stderr)
            sys.exit(2)
        self.left = [(seed, count) for seed, count in kept["left"]]
        self.broken, self.happened, self.parts = kept["broken"], collections.Counter(kept["happened"]), kept["parts"]

    def lived(self) -> int:
        return int(self.of["count"]) - sum(count for _, count in self.left)

    def add(self, piece: tuple[int, int], done: int, broken: list[str], happened: collections.Counter[str]) -> None:
        at = self.left.index(piece)
        seed, count = piece
        self.left[at : at + 1] = [(seed + done, count - done)] if done < count else []
        self.broken += broken
        self.happened += happened

    def keep(self) -> None:
        new = self.path.with_suffix(".new")
        kept = {"of": self.of, "left": self.left, "broken": self.broken, "happened": self.happened, "parts": self.parts}
        new.write_text(json.dumps(kept))
        new.replace(self.path)


def report(progress: Progress, arguments: list[str]) -> str:
    minutes = sum(float(str(part["minutes"])) for part in progress.parts)
    parts = [f"{part['day']}, {float(str(part['minutes'])):.0f} min: {part['lived']:,} histories, {part['host']}" for part in progress.parts]
    lines = [
        "# Histories lived at once",
        "",
        "One long run of the simulator over seeds that CI does not play; the last one made.",
        "",
        f"| | |\n|---|---|\n| commit | {progress.of['commit']} |",
        f"| command | `script/sim --long {' '.join(arguments)}` |",
        f"| seeds | from {progress.of['first']} on |",
        f"| histories | {progress.lived():,} of {progress.of['count']:,} |",
        f"| time | {minutes:.0f} min |",
        *[f"| part {number} | {part} |" for number, part in enumerate(parts, 1)],
        f"| invariants broken | {len(progress.broken)} |",
        "",
        *[f"* {each}" for each in progress.broken],
        "",
        "What happened in them, and how often:",
        "",
        "| | |\n|---|---|",
        *[f"| {what} | {times:,} |" for what, times in sorted(progress.happened.items())],
    ]
    return "\n".join(lines).rstrip() + "\n"


def live_all(program: str, progress: Progress, part: dict[str, object], minutes: int) -> None:
    """What is left, for so long. Raises Unusable."""
    begun, before, pieces = time.monotonic(), progress.lived(), list(progress.left)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for piece, came in zip(pieces, pool.map(lambda piece: live(program, *piece, begun + 60 * minutes), pieces)):
            _, done, found, counts = came
            progress.add(piece, done, found, counts)
            part["minutes"], part["lived"] = (time.monotonic() - begun) / 60, progress.lived() - before
            if done:
                progress.keep()
            if found or (done and progress.lived() % 1000 < done):
                print(f"{progress.lived()} lived after {part['minutes']:.0f} min", *found, sep="\n", file=sys.stderr, flush=True)


def main() -> int:
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    minutes = int(sys.argv[4]) if len(sys.argv) > 4 else 60 * 24
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    signal.signal(signal.SIGTERM, end_early)
    progress = Progress(Path(program + ".histories.json"), commit, first, count)
    host = f"{os.cpu_count()} cores, {model_of_cpu()}"
    part: dict[str, object] = {"day": time.strftime("%Y-%m-%d"), "minutes": 0.0, "lived": 0, "host": host}
    progress.parts.append(part)
    try:
        live_all(program, progress, part, minutes)
    except Unusable as why:
        print(f"long_run: {program} cannot live a history: {why}", file=sys.stderr)
        return 2
    text = report(progress, sys.argv[2:4])
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(text)
    print(text)
    return 1 if progress.broken else 0


if __name__ == "__main__":
    sys.exit(main())
