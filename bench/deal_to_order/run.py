#!/usr/bin/env python3
"""A deal becomes an order: webhooks in, orders out, side by side with others that do less.

usage: run.py BUILD [--seconds N] [--runs N] [--connections 1,16,64] [--only NAME,…] [--shape normal|wide] [--links N]
BUILD is the folder of a release build. Needs wrk; the script beside us needs Node.js and the packages of bench/peers.
--links: beside so many orders that are linked already. `lost` and `doubled` are counted where the orders arrive.
"""
import argparse
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from measure import (ENVIRONMENT, HOOK, NUMBER, VENDOR, Side, commit_limit, compare, counts, data_folder, filled, make_one_order, medians,
                     one_deal, syncline, tell, tell_where, vendor, wait_until)

BYTES = 1400  # of a webhook, about


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def wrk(connections, seconds, script, url, **environment):
    """What wrk saw: answered, refused, p50 and p99 in ms."""
    out = subprocess.run(["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "--latency",
                          "--timeout", "30s", "-s", HERE / script, url],
                         env=ENVIRONMENT | environment, capture_output=True, text=True, check=True).stdout
    total = int(re.search(r"(\d+) requests in", out)[1])
    refused = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", out))
    latency = {p: milliseconds(re.search(rf"^ *{p}%\s+(\S+)", out, re.M)[1]) for p in (50, 99)}
    return total - refused, refused, latency[50], latency[99]


def measure(command, connections, given):
    build = given.build
    with vendor(build), data_folder(given.like) as folder:
        side = Side(command(folder), build, folder).wait_for(HOOK)
        one_deal(NUMBER - 1)
        side.begin()
        before, began = counts(), time.monotonic()
        acked, refused, p50, p99 = wrk(connections, given.seconds, "post.lua", f"http://127.0.0.1:{HOOK}/hooks/crm",
                                       SHAPE=given.shape, RUN=str(time.time_ns() // 1_000_000))
        elapsed = time.monotonic() - began
        at_end = counts()["different"] - before["different"]
        wanted = acked + before["different"]
        drained = wait_until(lambda seen: seen["different"] >= wanted)
        final = counts()
        row = {"acked/s": acked / elapsed, "delivered/s": at_end / elapsed, "backlog": max(0, acked - at_end), "drain s": drained,
               "p50 ms": p50, "p99 ms": p99, "CPU us/event": side.cpu_used() * 1e6 / max(acked, 1),
               "peak MB": side.memory_mb(), "syncs": side.syncs_used(), "refused": refused,
               "lost": max(0, wanted - final["different"]), "doubled": final["writes"] - final["different"]}
        side.end()
    return row


def measure_vendor(given):
    """The plain server alone, asked as a client would: what one delivery takes when nothing stands between."""
    with vendor(given.build):
        _, _, p50, p99 = wrk(1, given.seconds, "post.lua", f"http://127.0.0.1:{VENDOR}/orders", SHAPE=given.shape)
    return {"p50 ms": p50, "p99 ms": p99}


def judge(connections, found):
    """Beside the targets, as far as this run holds what they compare."""
    if connections == 64:
        compare("acknowledged/s at 64 connections", found["syncline"]["acked/s"], 8000, at_most=False)
        compare("delivered/s at 64 connections", found["syncline"]["delivered/s"], 4000, at_most=False)
        compare("lost, after the rest has drained", found["syncline"]["lost"], 0)
        compare("peak MB", found["syncline"]["peak MB"], 100)
    if connections == 1:
        compare("p50 of an acknowledgement to a bare commit and a request to the plain server",
                found["syncline"]["p50 ms"] / (found["bare commits"]["p50 ms"] + found["plain server"]["p50 ms"]), 2)


def measure_all(given):
    peers = HERE.parent / "peers"
    sides = {"syncline": lambda folder: syncline(given.build, HERE, folder),
             "script": lambda folder: ["node", peers / "forward.mjs"], "outbox": lambda folder: ["node", peers / "outbox.mjs"]}
    for connections in (int(n) for n in given.connections.split(",")):
        ways = {name: lambda name=name: measure(sides[name], connections, given) for name in sides}
        ways["bare commits"] = lambda: commit_limit(given.build, connections, given.seconds, BYTES)
        if connections == 1:
            ways["plain server"] = lambda: measure_vendor(given)
        rows = {name: [] for name in ways if not given.only or name in given.only.split(",")}
        for _ in range(given.runs):
            for name, found in rows.items():
                found.append(ways[name]())
        found = {name: medians(each) for name, each in rows.items()}
        for name, row in found.items():
            tell(name, row, f"c={connections}")
        for other in ("script", "outbox"):
            if other in found and "syncline" in found:
                tell("ratio", {f"delivered/s, syncline to {other}": found["syncline"]["delivered/s"] / found[other]["delivered/s"]},
                     f"c={connections}")
        if not given.only:
            judge(connections, found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told")
    parser.add_argument("--connections", default="1,16,64")
    parser.add_argument("--only", default="")
    parser.add_argument("--shape", default="normal", choices=["normal", "wide"])
    parser.add_argument("--links", type=int, default=0)
    given = parser.parse_args()
    given.build, given.like = given.build.resolve(), None
    tell_where()
    if not given.links:
        return measure_all(given)
    with filled(given.build, lambda folder: make_one_order(given.build, HERE, folder), "links", given.links) as (given.like, size):
        print(f"beside {given.links:,} links in {size:,.0f} MB", flush=True)
        measure_all(given)


if __name__ == "__main__":
    main()
