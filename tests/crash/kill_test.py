#!/usr/bin/env python3
"""kill -9 of the program while two offices work: nothing is lost, doubled or hidden.

usage: kill_test.py PROGRAM OFFICES random|points [--kills N] [--seed N] [--pace EVENTS_PER_SECOND] [--rounds N]
random: at moments that the seed chooses. points: at every point that the source names, in one of its first passes.
After each round all comes to rest and is judged (judge.py).
"""
import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from judge import findings
from landscape import HERE, Offices, Project, keep, settle, wait_for

SOURCE = HERE.parents[1] / "src"
CLIENTS = 200
# They stand in planted bugs (src/base/mutant.h), which the shipped program does not have.
PLANTED = {"poll.cursor_moved", "observe.ended"}
# Where files are exchanged, which none of these systems does: tests/system/sftp_test.py dies there.
OF_FILES = "drop."
AT_FIRST_LOAD = {"release.checkpoint"}
DIED_AT_POINT = 137
# Seconds. The last in the queue are files: on a host that is busy otherwise, hundreds of writes go before them.
UNTIL_A_POINT_IS_PASSED = 240


def points() -> list[str]:
    named = {name for file in SOURCE.rglob("*.cpp") if not file.stem.endswith("_test")
             for name in re.findall(r'\bpoint\("([^"]+)"\)', file.read_text())}
    assert len(named) > 10 and PLANTED <= named and AT_FIRST_LOAD <= named, named
    return sorted((name for name in named - PLANTED if not name.startswith(OF_FILES)),
                  key=lambda name: (name not in AT_FIRST_LOAD, name))


def die_at_random(project: Project, chance: random.Random, kills: int):
    for _ in range(kills):
        project.start()
        try:
            code = project.process.wait(chance.uniform(0.020, 1.500))
            raise AssertionError(f"it ended by itself with {code}: {project.log.read_text()[-2000:]}")
        except subprocess.TimeoutExpired:
            project.kill()


def die_at_points(project: Project, chance: random.Random, _: int):
    for name in points():
        at = f"{name}:{1 if name in AT_FIRST_LOAD else chance.randint(1, 5)}"
        project.start("--crash-at", at)
        wait_for(f"the program dies at {at}", lambda: project.process.poll() is not None, UNTIL_A_POINT_IS_PASSED)
        assert project.process.returncode == DIED_AT_POINT, (at, project.process.returncode, project.log.read_text()[-2000:])


def play(given, seed: int) -> dict:
    deaths = {"random": die_at_random, "points": die_at_points}[given.how]
    with tempfile.TemporaryDirectory(prefix="syncline-crash-") as folder:
        project = Project(given.program, Path(folder))
        offices = Offices(given.offices, project.hook, seed, CLIENTS)
        try:
            project.between(offices)
            offices.work(given.pace)
            began = time.monotonic()
            deaths(project, random.Random(seed), given.kills)
            worked = time.monotonic() - began
            offices.rest()
            project.start()
            settle(project, offices, 300)
            told = offices.told()
            project.end()
            again = offices.told()
            left = project.left()
            found = findings(told, left)
            if any(told[name]["ledger"] != again[name]["ledger"] for name in ("desk", "books")):
                found.append("it wrote while all was at rest")
        except AssertionError as error:
            return {"found": [str(error)], "left": keep(folder)}
        finally:
            if project.process and project.process.poll() is None:
                project.kill()
            offices.close()
        facts = {"kills": given.kills if given.how == "random" else len(points()), "events": told["people"]["events"],
                 "per second": round(told["people"]["events"] / worked), "acknowledged": told["notices"]["acknowledged"],
                 "orders": len(told["books"]["tables"]["orders"]), "clients": len(told["books"]["tables"]["clients"]),
                 "writes": sum(not line[0] for name in ("desk", "books") for line in told[name]["ledger"]),
                 "conflicts": len(left["conflicts"]), "to rest s": round(time.monotonic() - began - worked)}
        return {"found": found, "facts": facts, "left": keep(folder) if found else ""}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("offices", type=Path)
    parser.add_argument("how", choices=("random", "points"))
    parser.add_argument("--kills", type=int, default=20, help="in each round")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pace", type=int, default=300, help="events per second of all people together")
    given = parser.parse_args()
    bad = 0
    for seed in range(given.seed, given.seed + given.rounds):
        result = play(given, seed)
        bad += bool(result["found"])
        print(f"{'FAILED' if result['found'] else 'ok':8}{given.how} seed {seed}", result.get("facts", ""), flush=True)
        for line in result["found"][:20]:
            print("        " + line)
        if result["found"]:
            print(f"        {len(result['found'])} findings; data and log: {result['left']}", flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
