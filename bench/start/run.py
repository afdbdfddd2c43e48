#!/usr/bin/env python3
"""Starting: an empty project until it answers, what it holds when idle; and after a kill, with a million events waiting.

usage: run.py BUILD [--runs N] [--queued N] [--written N] [--drain] [--restarts N]
--drain: waits until all that was queued has been delivered, and counts what was lost or doubled.
--restarts: nothing but so many restarts after kill -9 at work, each until a webhook is acknowledged.
"""
import argparse
import random
import statistics
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import (BENCH, HOOK, NUMBER, Side, compare, counts, data_folder, deal_told, filled, make_one_order, medians, one_deal,
                     syncline, tell, tell_where, vendor, wait_until)

PROJECT = BENCH / "deal_to_order"
AT_WORK = 2.0  # seconds of deliveries before the kill
REST = 2.0     # seconds after the start in which nothing happens


def until_answered(side, request, what):
    """Seconds until the request is answered 200."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        try:
            with urllib.request.urlopen(request) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.001)
        if side.process.poll() is not None:
            break
    sys.exit(f"{what}: {side.said.read_text()}")


def until_healthy(side):
    return until_answered(side, f"http://127.0.0.1:{HOOK}/healthz", "syncline did not begin")


def measure_start(build):
    with vendor(build), data_folder() as folder:
        side = Side(syncline(build, PROJECT, folder), build, folder)
        healthy = until_healthy(side)
        time.sleep(REST)
        side.begin()
        time.sleep(REST)
        row = {"healthy s": healthy, "idle MB": side.memory_mb("VmRSS"), "idle CPU ms/s": side.cpu_used() * 1000 / REST}
        side.end()
    return row


def until_delivered(more_than):
    """Seconds until one order more than so many has arrived."""
    return wait_until(lambda seen: seen["different"] > more_than, patience=120, step=0.002)


def measure_kill(build, like, queued, drain):
    with vendor(build), data_folder(like) as folder:
        command = syncline(build, PROJECT, folder)
        side = Side(command, build, folder)
        cold = until_delivered(0)
        time.sleep(AT_WORK)
        side.kill()
        time.sleep(0.2)  # what it had sent has arrived
        log = (folder / "data/syncline.db-wal").stat().st_size / 2**20
        before = counts()["different"]
        side = Side(command, build, folder)
        again = until_delivered(before)
        healthy = until_healthy(side)
        row = {"first start s": cold, "delivered before": before, "WAL MB": log, "restart s": again,
               "healthy by s": again + healthy, "peak MB": side.memory_mb()}
        if drain:
            row["drain s"] = wait_until(lambda seen: seen["different"] >= queued, patience=60, step=0.5)
            seen = counts()
            row |= {"lost": queued - seen["different"], "sent twice": seen["writes"] - seen["different"],
                    "peak MB": side.memory_mb()}
        side.kill()
    return row


def until_acknowledged(side, number):
    return until_answered(side, deal_told(number), "nothing was acknowledged")


def measure_restarts(build, like, restarts):
    """Each is killed in the middle of its deliveries."""
    chance, took = random.Random(1), []
    with vendor(build), data_folder(like) as folder:
        command = syncline(build, PROJECT, folder)
        for n in range(restarts + 1):  # the first one finds no log to read
            side = Side(command, build, folder)
            took.append(until_acknowledged(side, NUMBER - 1 - n))
            time.sleep(chance.uniform(0, AT_WORK))
            side.kill()
    took = sorted(took[1:])
    return {"p50 s": statistics.median(took), "p99 s": took[min(len(took) - 1, len(took) * 99 // 100)], "slowest s": took[-1]}


def measure_day(build, like):
    """Beside the journal of a busy day: from the start to the order that becomes of a deal that comes at once."""
    with vendor(build), data_folder(like) as folder:
        began = time.monotonic()
        side = Side(syncline(build, PROJECT, folder), build, folder)
        healthy = until_healthy(side)
        one_deal(NUMBER - 1)
        row = {"healthy s": healthy, "first delivery s": time.monotonic() - began, "peak MB": side.memory_mb()}
        side.end()
    return row


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told")
    parser.add_argument("--queued", type=int, default=1_000_000)
    parser.add_argument("--written", type=int, default=300_000)
    parser.add_argument("--drain", action="store_true")
    parser.add_argument("--restarts", type=int, default=0)
    given = parser.parse_args()
    build = given.build.resolve()
    tell_where()
    if given.restarts:
        with filled(build, lambda folder: make_one_order(build, PROJECT, folder), "queued", given.queued) as (like, size):
            found = measure_restarts(build, like, given.restarts)
        tell("syncline", found | {"restarts": given.restarts, "file MB": size}, f"{given.queued:,} queued")
        return compare("seconds from the restart to the first acknowledgement, p99", found["p99 s"], 2)
    found = medians([measure_start(build) for _ in range(given.runs)])
    tell("syncline", found, "empty")
    compare("idle MB", found["idle MB"], 30)
    with filled(build, lambda folder: make_one_order(build, PROJECT, folder), "queued", given.queued) as (like, size):
        found = medians([measure_kill(build, like, given.queued, given.drain) for _ in range(given.runs)])
    tell("syncline", found | {"file MB": size}, f"{given.queued:,} queued")
    compare("seconds from the restart to the first delivery", found["restart s"], 0.5)
    with filled(build, lambda folder: make_one_order(build, PROJECT, folder), "written", given.written) as (like, size):
        found = medians([measure_day(build, like) for _ in range(given.runs)])
    tell("syncline", found | {"file MB": size}, f"{given.written:,} written")
    compare("seconds from the start to the first delivery", found["first delivery s"], 0.5)


if __name__ == "__main__":
    main()
