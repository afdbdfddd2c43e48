"""What every benchmark needs: processes that are started and ended, counts of both sides, medians, lines of output."""
import atexit
import json
import mmap
import os
import re
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

BENCH = Path(__file__).resolve().parent


def free_ports(count):
    """Nobody else's, so that two benchmarks don't meet."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


HOOK, VENDOR = free_ports(2)
ENVIRONMENT = os.environ | {"DESK_URL": f"http://127.0.0.1:{VENDOR}", "BOOKS_URL": f"http://127.0.0.1:{VENDOR}",
                            "HOOK_SECRET": "0123456789abcdef", "HOOK_PORT": str(HOOK)}
LINE = "Hydraulic pump, cast iron, with flange and seal kit, series {}, tested and certified by the works before it is shipped"
FOREVER = float("inf")
NUMBER = 500_000_000  # of the record that is copied (fill.cpp)


class Side:
    """One process that is measured: its time on the processor, its memory, what it asked of the disk."""

    def __init__(self, command, build, folder):
        self.syncs_file = Path(folder) / "syncs"
        self.syncs_file.write_bytes(bytes(8))
        counted = ENVIRONMENT | {"LD_PRELOAD": str(build / "bench/libbench_count_syncs.so"), "SYNC_COUNT": str(self.syncs_file),
                                 "DATA": str(folder)}
        self.said = Path(folder) / "said"
        with open(self.said, "ab") as said:
            self.process = subprocess.Popen([str(part) for part in command], env=counted, stdout=subprocess.DEVNULL, stderr=said)
        self.cpu_before, self.syncs_before, self.usage = 0, 0, None
        atexit.register(self.kill)  # when a benchmark gives up

    def wait_for(self, port):
        wait_for(port, self.process)
        return self

    def begin(self):
        self.cpu_before, self.syncs_before = self.cpu_seconds(), self.syncs()

    def cpu_used(self):
        return self.cpu_seconds() - self.cpu_before

    def syncs_used(self):
        return self.syncs() - self.syncs_before

    def finish(self):
        """Waits for one that ends by itself; what it used can be asked afterwards, too."""
        _, status, self.usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode != 0:
            sys.exit(f"{self.process.args[0]} ended with {self.process.returncode}")

    def cpu_seconds(self):
        if self.usage:
            return self.usage.ru_utime + self.usage.ru_stime
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def syncs(self):
        with open(self.syncs_file, "rb") as file, mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ) as shared:
            return struct.unpack("Q", shared[:8])[0]

    def memory_mb(self, line="VmHWM"):
        if self.usage:
            return self.usage.ru_maxrss / 1024
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{line}:\s+(\d+)", status)[1]) / 1024

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self):
        self.process.kill()
        self.process.wait()


def wait_for(port, process):
    for _ in range(6000):
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode} before it listened on port {port}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    sys.exit(f"nothing listens on port {port}")


@contextmanager
def vendor(build, *customers):
    """The systems on both sides, as far as they are not measured (vendor.cpp); with other customers: first, count."""
    process = subprocess.Popen([build / "bench/bench_vendor", str(VENDOR), *map(str, customers)], stdout=subprocess.DEVNULL)
    try:
        wait_for(VENDOR, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def data_folder(like=None):
    """A folder of its own for each run; a copy of one that was filled before."""
    with tempfile.TemporaryDirectory(prefix="syncline-bench-") as folder:
        if like:
            shutil.copytree(like, folder, dirs_exist_ok=True)
        yield Path(folder)


@contextmanager
def filled(build, make_one, kind, count):
    """A folder with a database of `count` copies of what make_one(folder) has the engine make (fill.cpp); and its size in MB."""
    with data_folder() as folder:
        make_one(folder)
        database = folder / "data/syncline.db"
        subprocess.run([build / "bench/bench_fill", database, kind, str(count)], check=True)
        yield folder, sum(file.stat().st_size for file in (folder / "data").iterdir() if file.is_file()) / 2**20


def syncline(build, project, folder):
    """The command; the project listens on this run's port."""
    copy = folder / "project"
    shutil.copytree(project, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    settings = (project / "syncline.yaml").read_text()
    (copy / "syncline.yaml").write_text(settings.replace("port: 18080", f"port: {HOOK}"))
    return [build / "syncline", "run", copy, "--data", folder / "data", "--quiet"]


def counts():
    with urllib.request.urlopen(f"http://127.0.0.1:{VENDOR}/counts") as answer:
        return json.load(answer)


def forget_counts():
    urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{VENDOR}/counts", method="DELETE")).close()


def wait_until(reached, patience=10.0, step=0.02):
    """Seconds until reached(counts) holds; infinite when nothing moves for `patience` seconds."""
    began = moved = time.monotonic()
    last = None
    while True:
        now, seen = time.monotonic(), counts()
        if reached(seen):
            return now - began
        progress = {key: value for key, value in seen.items() if key != "us"}
        if progress != last:
            last, moved = progress, now
        if now - moved > patience:
            return FOREVER
        time.sleep(step)


def deal_told(number):
    """The webhook of one deal."""
    items = [{"sku": f"P-{n:03}", "text": LINE.format(n), "count": n, "price": 100 + n} for n in range(1, 6)]
    deal = {"id": str(number), "reference": f"D-{number}", "company": "Nordwind Anlagenbau GmbH & Co. KG", "stage": "won",
            "currency": "EUR", "closed": "2026-11-20", "amount": 1000, "remarks": "The order number must stand on the invoice. " * 5,
            "changed": "2026-11-21T08:00:00Z", "items": items}
    return urllib.request.Request(f"http://127.0.0.1:{HOOK}/hooks/crm", json.dumps({"deal": deal}).encode(),
                                  {"Content-Type": "application/json", "X-Secret": ENVIRONMENT["HOOK_SECRET"]})


def one_deal(number):
    """One deal, until its order is there: what is measured begins when the first load is over."""
    urllib.request.urlopen(deal_told(number)).close()
    if wait_until(lambda seen: seen["different"] >= 1) == FOREVER:
        sys.exit("the first deal did not become an order within ten seconds")


def make_one_order(build, project, folder):
    with vendor(build):
        side = Side(syncline(build, project, folder), build, folder).wait_for(HOOK)
        one_deal(NUMBER)
        side.end()


def commit_limit(build, writers, seconds, size):
    """Bare SQLite under the store's PRAGMAs: rows/s, commits/s, p50 and p99 in ms (commit_limit.cpp)."""
    with data_folder() as folder:
        out = subprocess.run([build / "bench/bench_commit_limit", folder, str(writers), str(seconds), str(size)],
                             capture_output=True, text=True, check=True).stdout
    found = json.loads(out)
    return {"acked/s": found["rows"] * 1e6 / found["us"], "commits/s": found["commits"] * 1e6 / found["us"],
            "p50 ms": found["p50_us"] / 1000, "p99 ms": found["p99_us"] / 1000}


def medians(rows):
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def tell(name, row, where=""):
    shown = "  ".join(f"{key} {value:,.3f}" if 0 < value < 1 else f"{key} {value:,.1f}" for key, value in row.items())
    print(f"{name:14} {where:10} {shown}", flush=True)


def compare(what, found, target, at_most=True):
    """A figure beside its target."""
    good = found <= target if at_most else found >= target
    print(f"{'reached' if good else 'MISSED':14} {what}: {found:,.2f} ({'at most' if at_most else 'at least'} {target:,g})",
          flush=True)


def told(command):
    return subprocess.run(command, capture_output=True, text=True, cwd=BENCH).stdout.strip()


def tell_where():
    """What every figure depends on."""
    changed = " with changes" if told(["git", "status", "--porcelain", "--untracked-files=no"]) else ""
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 2**20
    print(f"commit {told(['git', 'rev-parse', '--short', 'HEAD']) or 'unknown'}{changed}, {time.strftime('%Y-%m-%d')}, "
          f"{os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}, PRAGMA synchronous = FULL", flush=True)
