#!/usr/bin/env python3
"""Plays every planted bug and writes what became of it: mutant_table.py PROGRAM [--aim]

PROGRAM is sim_mutants. Each bug is played until a history breaks, at most 5,000 of them: from seed 1 on, or from the beginning
of the block of 5,000 seeds in which src/base/mutants.inc lists it (from 1,000,000 on records end). The table goes to
docs/evidence/mutants.md. --aim also notes in the list the seed that found it, from which CI then begins.
Exit 0: each was found; 1: one was not.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "src/base/mutants.inc"
TABLE = ROOT / "docs/evidence/mutants.md"
MOST = 5000
ENDS = 1_000_000  # from this seed on records end


def first_seed(listed: int) -> int:
    begin = ENDS if listed >= ENDS else 1
    return begin + (listed - begin) // MOST * MOST


def play(program: str, name: str, listed: int) -> tuple[int, str]:
    """Histories until it was found, and what told it. 0: it was not."""
    first = str(first_seed(listed))
    done = subprocess.run([program, first, str(MOST), "--mutant", name, "--brief"], capture_output=True, text=True)
    found = re.search(r"broke after (\d+) histories\nBROKEN ([^\n]*)", done.stdout)
    return (int(found[1]), found[2]) if found else (0, "")


def table(rows: list[tuple[str, str, str, int, int, str]], commit: str) -> str:
    found = sum(1 for row in rows if row[4])
    histories = sorted(row[4] for row in rows if row[4])
    lines = [
        "# Planted bugs",
        "",
        f"`script/sim --mutants` wrote this, at commit {commit}: {found} of {len(rows)} bugs that are planted on purpose"
        f" (`src/base/mutants.inc`) are found by the simulator within {MOST:,} histories; half of them within"
        f" {histories[len(histories) // 2] if histories else 0}. Most are played from seed 1 on, those about the ends of records from"
        f" seed {ENDS:,}, and those that need a rarer history from where they are listed.",
        "",
        "| bug | place | what it does wrong | from seed | histories | told by |",
        "|---|---|---|--:|--:|---|",
    ]
    for name, place, what, first, count, told in rows:
        invariant = told.partition(":")[0] if re.match(r"I\d+:", told) else told.split(":")[0][:40]
        lines.append(f"| {name} | {place} | {what} | {first} | {count or 'not found'} | {invariant} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    program = sys.argv[1]
    bugs = [line.split("\t") for line in
            subprocess.run([program, "--planted"], capture_output=True, text=True, check=True).stdout.splitlines()]
    rows = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        played = pool.map(lambda bug: play(program, bug[0], int(bug[3])), bugs)
        for (name, place, what, listed), (count, told) in zip(bugs, played):
            print(f"{name:28} {count or '-':>6}  {told[:100]}", flush=True)
            rows.append((name, place, what, first_seed(int(listed)), count, told))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(table(rows, commit.strip()))
    if "--aim" in sys.argv:
        text = LIST.read_text()
        for name, _, _, first, count, _ in rows:
            if not count:
                continue
            seed = first + count - 1
            text = re.sub(rf'^(\{{"{name}".*) \d+\}},$', rf"\1 {seed}}},", text, flags=re.M)
        LIST.write_text(text)
    return 0 if all(row[4] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
