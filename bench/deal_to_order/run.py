#!/usr/bin/env python3
"""A deal becomes an order: webhooks in, orders out, side by side with others that do less.

usage: run.py BUILD [--seconds N] [--runs N] [--connections 1,16,64] [--only NAME,…] [--shape normal|wide]
BUILD is the folder of a release build. Needs wrk; the script beside us needs Node.js and the packages of bench/peers.
`lost` and `doubled` are counted where the orders arrive.
"""
import argparse
import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOOK, VENDOR = 18080, 18081
ENVIRONMENT = os.environ | {"DESK_URL": f"http://127.0.0.1:{VENDOR}", "BOOKS_URL": f"http://127.0.0.1:{VENDOR}",
                            "HOOK_SECRET": "0123456789abcdef"}


def wait_for(port, process):
    for _ in range(200):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode} before it listened")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nothing listens on port {port}")


def start(command, port):
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL)
    wait_for(port, process)
    return process


def end(process):
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def counts():
    with urllib.request.urlopen(f"http://127.0.0.1:{VENDOR}/counts") as answer:
        return json.load(answer)


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory_mb(pid):
    return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def warm_up():
    """One deal, until its order is there: what is measured begins when the first load is over."""
    deal = {"id": "first", "reference": "first", "company": "First", "stage": "won", "currency": "EUR", "closed": "2026-11-20",
            "amount": 1, "remarks": "", "changed": "2026-11-21T08:00:00Z",
            "items": [{"sku": "P-1", "text": "", "count": 1, "price": 1}]}
    request = urllib.request.Request(f"http://127.0.0.1:{HOOK}/hooks/crm", json.dumps({"deal": deal}).encode(),
                                     {"Content-Type": "application/json", "X-Secret": ENVIRONMENT["HOOK_SECRET"]})
    urllib.request.urlopen(request).close()
    if drain(1, time.monotonic()) == float("inf"):
        sys.exit("the first deal did not become an order within ten seconds")


def burst(connections, seconds, shape):
    """What wrk saw: acknowledged, refused, p50 and p99 in ms."""
    threads = min(2, connections)
    environment = ENVIRONMENT | {"SHAPE": shape, "RUN": str(time.time_ns() // 1_000_000)}
    out = subprocess.run(["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--latency", "--timeout", "30s",
                          "-s", HERE / "post.lua", f"http://127.0.0.1:{HOOK}/hooks/crm"],
                         env=environment, capture_output=True, text=True, check=True).stdout
    total = int(re.search(r"(\d+) requests in", out)[1])
    refused = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", out))
    latency = {p: milliseconds(re.search(rf"{p}%\s+(\S+)", out)[1]) for p in (50, 99)}
    return total - refused, refused, latency[50], latency[99]


def measure(command, connections, seconds, shape, build):
    vendor = start([build / "bench/bench_vendor", str(VENDOR)], VENDOR)
    with tempfile.TemporaryDirectory() as data:
        process = start([part.replace("{data}", data) for part in command], HOOK)
        warm_up()
        before, first = cpu_seconds(process.pid), counts()
        began = time.monotonic()
        acked, refused, p50, p99 = burst(connections, seconds, shape)
        elapsed = time.monotonic() - began
        at_end = counts()["different"] - first["different"]
        drained = drain(acked + first["different"], time.monotonic())
        final = counts()
        row = {"acked/s": acked / elapsed, "delivered/s": at_end / elapsed, "backlog": max(0, acked - at_end), "drain s": drained,
               "p50 ms": p50, "p99 ms": p99, "CPU us/event": (cpu_seconds(process.pid) - before) * 1e6 / max(acked, 1),
               "peak MB": peak_memory_mb(process.pid), "refused": refused,
               "lost": max(0, acked + first["different"] - final["different"]), "doubled": final["writes"] - final["different"]}
        end(process)
    end(vendor)
    return row


def drain(wanted, began):
    """Seconds until everything that was acknowledged has been delivered; gives up when nothing moves for ten."""
    last, moved = -1, began
    while True:
        now, delivered = time.monotonic(), counts()["different"]
        if delivered >= wanted:
            return now - began
        if delivered != last:
            last, moved = delivered, now
        if now - moved > 10:
            return float("inf")
        time.sleep(0.02)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=Path)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3, help="of which the median is told")
    parser.add_argument("--connections", default="1,16,64")
    parser.add_argument("--only", default="")
    parser.add_argument("--shape", default="normal", choices=["normal", "wide"])
    given = parser.parse_args()
    build = given.build.resolve()
    sides = {"syncline": [str(build / "syncline"), "run", str(HERE), "--data", "{data}"],
             "script": ["node", str(HERE.parent / "peers/forward.mjs")]}
    for connections in (int(n) for n in given.connections.split(",")):
        rows = {name: [] for name in sides if not given.only or name in given.only.split(",")}
        for _ in range(given.runs):
            for name, found in rows.items():
                found.append(measure(sides[name], connections, given.seconds, given.shape, build))
        medians = {name: {key: statistics.median(row[key] for row in found) for key in found[0]}
                   for name, found in rows.items()}
        for name, row in medians.items():
            print(f"{name:10} c={connections:<3}", "  ".join(f"{key} {value:,.1f}" for key, value in row.items()), flush=True)
        if len(medians) == 2:
            ratio = medians["syncline"]["delivered/s"] / medians["script"]["delivered/s"]
            print(f"{'ratio':10} c={connections:<3} delivered/s, syncline to script: {ratio:.2f}", flush=True)


if __name__ == "__main__":
    main()
