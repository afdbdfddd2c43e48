#!/usr/bin/env python3
"""Lives many histories in several processes and writes what came of it: long_run.py PROGRAM FROM COUNT [MINUTES]

PROGRAM is sim. Each core takes the next seeds until COUNT histories were lived, the MINUTES are over or SIGTERM asks for an
early end; the report goes to docs/evidence/histories.md, and a line for each thousand histories to standard error.
Exit 0: all invariants held; 1: a history broke one (its seed is in the report).
"""
import collections
import concurrent.futures
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


def main() -> int:
    program, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    minutes = int(sys.argv[4]) if len(sys.argv) > 4 else 60 * 24
    git = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(git, cwd=ROOT, capture_output=True, text=True).stdout.strip()
    signal.signal(signal.SIGTERM, end_early)
    begun, day = time.monotonic(), time.strftime("%Y-%m-%d")
    pieces = [(seed, min(AT_ONCE, first + count - seed)) for seed in range(first, first + count, AT_ONCE)]
    lived, last, broken, happened = 0, first, [], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for seed, done, found, counts in pool.map(lambda piece: live(program, *piece, begun + 60 * minutes), pieces):
            lived += done
            last = max(last, seed + done - 1) if done else last
            broken += found
            happened += counts
            if found or (done and lived % 1000 < done):
                print(f"{lived} lived in {time.monotonic() - begun:.0f} s", *found, sep="\n", file=sys.stderr, flush=True)
    took = time.monotonic() - begun
    lines = [
        "# Histories lived at once",
        "",
        "One long run of the simulator over seeds that CI does not play; the last one made.",
        "",
        f"| | |\n|---|---|\n| day, commit | {day}, {commit} |",
        f"| command | `script/sim --long {' '.join(sys.argv[2:])}` |",
        f"| seeds | {first} to {last} |",
        f"| histories | {lived:,} |",
        f"| time | {took / 60:.0f} min |",
        f"| host | {os.cpu_count()} cores, {model_of_cpu()}, shared with other work |",
        f"| invariants broken | {len(broken)} |",
        "",
        *[f"* {each}" for each in broken],
        "",
        "What happened in them, and how often:",
        "",
        "| | |\n|---|---|",
        *[f"| {what} | {times:,} |" for what, times in sorted(happened.items())],
    ]
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("\n".join(lines).rstrip() + "\n")
    print("\n".join(lines))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
