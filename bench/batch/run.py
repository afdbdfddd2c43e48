#!/usr/bin/env python3
"""A batch: 10,000 customers are listed 200 at a time, transformed and written, 16 at a time; then all again, unchanged.

usage: run.py BUILD [--runs N] [--only NAME,…] [--links N,…]
--links: the first pass once more, with so many other customers linked already. 10,000,000 take minutes to make and 10 GB.
Of every side the time is counted where the calls arrive: from the first to the last of them.
"""
import argparse
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import (FOREVER, HOOK, NUMBER, Side, compare, counts, data_folder, filled, forget_counts, medians, syncline, tell, tell_where, vendor,
                     wait_until)

CUSTOMERS = 10_000
PAGES_LATER = 0.5  # seconds after the last page, in which a write would show that should not come


def run_once(command, build, folder, writes, port=None):
    """One pass over all customers; of a service with its process, still running."""
    forget_counts()
    side = Side(command, build, folder)
    if port:
        side.wait_for(port)
        if wait_until(lambda seen: seen["listed"] >= CUSTOMERS and seen["different"] >= writes, patience=300) == FOREVER:
            sys.exit(f"{command[0]}: not all came: {counts()}")
    else:
        side.finish()
    seen = counts()
    row = {"seconds": seen["us"] / 1e6, "CPU us/record": side.cpu_seconds() * 1e6 / CUSTOMERS, "syncs": side.syncs(),
           "peak MB": side.memory_mb()}
    return side, row


def measure_syncline(build):
    """The first pass, and the unchanged one of the next start."""
    with vendor(build), data_folder() as folder:
        command = syncline(build, HERE, folder)
        side, first = run_once(command, build, folder, CUSTOMERS, HOOK)
        first |= {"doubled": counts()["writes"] - CUSTOMERS}
        wait_until(lambda seen: False, patience=PAGES_LATER)
        side.end()
        side, again = run_once(command, build, folder, 0, HOOK)
        wait_until(lambda seen: False, patience=PAGES_LATER)
        again |= {"writes": counts()["writes"]}
        side.end()
    return {"syncline": first, "unchanged": again}


def measure_beside(build, like):
    """The first pass beside links that are there already."""
    with vendor(build), data_folder(like) as folder:
        side, row = run_once(syncline(build, HERE, folder), build, folder, CUSTOMERS, HOOK)
        row |= {"doubled": counts()["writes"] - CUSTOMERS}
        side.end()
    return row


def measure_together(build):
    """The first pass once more, over a vendor that takes 200 records by one call."""
    with vendor(build), data_folder() as folder:
        project = folder / "together"
        shutil.copytree(HERE, project)
        with open(project / "connectors/ledger/connector.yaml", "a") as manifest:
            manifest.write((HERE / "together.yaml").read_text())
        side, row = run_once(syncline(build, project, folder), build, folder, CUSTOMERS, HOOK)
        row |= {"doubled": counts()["writes"] - CUSTOMERS}
        side.end()
    return {"together": row}


def make_one(build, folder):
    with vendor(build, NUMBER, 1):
        side = Side(syncline(build, HERE, folder), build, folder).wait_for(HOOK)
        if wait_until(lambda seen: seen["different"] >= 1) == FOREVER:
            sys.exit("the first customer was not written")
        wait_until(lambda seen: False, patience=PAGES_LATER)
        side.end()


def measure_links(build, numbers, runs):
    found = {}
    for number in numbers:
        with filled(build, lambda folder: make_one(build, folder), "links", number) as (like, size):
            found[number] = medians([measure_beside(build, like) for _ in range(runs)])
        tell("syncline", found[number] | {"file MB": size}, f"{number:,} links")
    least, most = min(found), max(found)
    if least < most:
        compare(f"seconds of the batch, beside {most:,} links to beside {least:,}", found[most]["seconds"] / found[least]["seconds"],
                1.5)


def measure_script(build):
    with vendor(build), data_folder() as folder:
        _, row = run_once(["node", HERE.parent / "peers/batch.mjs"], build, folder, CUSTOMERS)
    return {"script": row | {"doubled": 0}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told")
    parser.add_argument("--only", default="syncline,together,script")
    parser.add_argument("--links", default="10000,1000000", type=lambda text: [int(n) for n in text.split(",") if n])
    given = parser.parse_args()
    build, rows = given.build.resolve(), {}
    sides = {"syncline": measure_syncline, "together": measure_together, "script": measure_script}
    tell_where()
    for _ in range(given.runs):
        for name in filter(None, given.only.split(",")):
            for part, row in sides[name](build).items():
                rows.setdefault(part, []).append(row)
    found = {name: medians(each) for name, each in rows.items()}
    for name, row in found.items():
        tell(name, row, "10,000")
    if "syncline" in found and "script" in found:
        compare("seconds of the batch, syncline to script", found["syncline"]["seconds"] / found["script"]["seconds"], 2)
    if "unchanged" in found:
        compare("seconds, unchanged to first", found["unchanged"]["seconds"] / found["syncline"]["seconds"], 0.4)
    if given.links:
        measure_links(build, given.links, given.runs)


if __name__ == "__main__":
    main()
