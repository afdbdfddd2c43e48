#!/usr/bin/env python3
"""Full, read-only, failing and slow disks under the program while two offices work. disk_test.py PROGRAM OFFICES LIBRARY [NAME…]

What was answered 2xx is durable, whatever the disk does; what cannot be stored is refused with 503 and Retry-After; the
program recovers by itself or by a plain restart. At the end of each test the offices are judged (judge.py).
"""
import concurrent.futures
import contextlib
import http.client
import json
import mmap
import random
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from judge import findings
from landscape import SECRET, Offices, Project, keep, settle, wait_for

PROGRAM, OFFICES, LIBRARY = (Path(path).resolve() for path in sys.argv[1:4])
AT_ONCE = 3
PACE = 150
TRY_AGAIN_LATER = 75
FULL, READ_ONLY, FAILING_SYNC, SLOW_SYNC, FAILING_WRITE = range(1, 6)  # of bad_disk.c


class Disk:
    """What bad_disk.c is told."""

    def __init__(self, folder: Path, data: Path):
        file = folder / "bad-disk"
        file.write_bytes(bytes(24))
        self.environment = {"LD_PRELOAD": str(LIBRARY), "BAD_DISK": str(file), "BAD_DISK_FOLDER": str(data)}
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), 24)

    def turn(self, mode: int, budget: int = 0):
        struct.pack_into("qqq", self._shared, 0, 0, budget, 0)
        struct.pack_into("q", self._shared, 0, mode)

    def heal(self):
        self.turn(0)

    @property
    def fired(self) -> int:
        return struct.unpack_from("q", self._shared, 16)[0]


class Landscape:
    def __init__(self, folder: Path, seed: int):
        self.project = Project(PROGRAM, folder / "p")
        self.disk = Disk(folder, self.project.data)
        self.offices = Offices(OFFICES, self.project.hook, seed, 100)
        self.project.between(self.offices)
        self.start()

    def start(self):
        self.project.start(**self.disk.environment)

    def begin(self):
        """At work, and some of it done."""
        self.project.await_start()
        self.offices.work(PACE)
        wait_for("deals become orders", lambda: any(deal["order_number"] for deal in self.offices.listed("/deals")), 60)

    def post(self) -> tuple[int, str | None]:
        """A webhook that tells the truth: status (0: no answer), and Retry-After."""
        [row] = self.offices.listed("/clients?limit=1")
        connection = http.client.HTTPConnection("127.0.0.1", self.project.port, timeout=30)
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("POST", "/hooks/crm", json.dumps({"object": "client", "record": row}),
                               {"Content-Type": "application/json", "X-Secret": SECRET})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.getheader("Retry-After")
        return 0, None

    def close(self):
        if self.project.process.poll() is None:
            self.project.kill()
        self.offices.close()

    def judge(self):
        self.disk.heal()
        self.offices.rest()
        settle(self.project, self.offices, 120)
        found = findings(self.offices.told(), self.project.left())
        assert not found, found[:10]
        assert self.project.end() == 0


def a_full_disk_refuses_and_goes_on_by_itself(here: Landscape):
    here.begin()
    chance = random.Random(7)
    for _ in range(4):
        here.disk.turn(FULL, chance.randrange(300_000))
        status, after = wait_for("a webhook is refused", lambda: (said := here.post())[0] != 200 and said, 60)
        assert status == 503 and int(after) > 0, (status, after)
        assert here.project.answers() == 200, "the program is alive"
        assert here.project.ask("status")["events"], "what is stored can be looked at"
        assert here.project.process.poll() is None and here.disk.fired
        here.disk.heal()
        wait_for("webhooks are stored again", lambda: here.post()[0] == 200)
    here.judge()


def on_a_disk_that_is_full_from_the_start_it_waits(here: Landscape):
    here.project.kill()
    here.disk.turn(FULL)
    here.project.log.write_text("")
    here.start()
    wait_for("it says what is wrong", lambda: any(word in here.project.log.read_text() for word in ("full", "No space left")))
    assert here.disk.fired
    with contextlib.suppress(subprocess.TimeoutExpired):
        assert here.project.process.wait(3) == TRY_AGAIN_LATER, here.project.log.read_text()
    here.disk.heal()
    if here.project.process.poll() is not None:  # its supervisor starts it again
        here.start()
    here.begin()
    here.judge()


def ends_with_75(here: Landscape, mode: int):
    """On the first failure; nothing is acknowledged from then on; a plain restart goes on."""
    here.begin()
    for _ in range(3):
        here.disk.turn(mode)
        wait_for("it ends", lambda: here.project.process.poll() is not None or (here.post() and False))
        assert here.project.process.returncode == TRY_AGAIN_LATER, (here.project.process.returncode, here.project.log.read_text())
        assert here.disk.fired
        said = here.project.log.read_text()
        assert "store.failed" in said and "disk" in said.lower(), said
        here.disk.heal()
        here.project.log.write_text("")
        here.start()
        here.project.await_start()
        wait_for("webhooks are stored again", lambda: here.post()[0] == 200)
    here.judge()


def a_failed_fsync_ends_it(here: Landscape):
    ends_with_75(here, FAILING_SYNC)


def a_failed_write_ends_it(here: Landscape):
    ends_with_75(here, FAILING_WRITE)


def a_disk_that_becomes_read_only_ends_it_until_it_is_mended(here: Landscape):
    ends_with_75(here, READ_ONLY)
    here.disk.turn(READ_ONLY)
    here.project.log.write_text("")
    here.start()
    wait_for("it does not begin", lambda: here.project.process.poll() is not None)
    assert here.project.process.returncode != 0
    assert str(here.project.data) in here.project.log.read_text(), here.project.log.read_text()
    here.disk.heal()
    here.start()
    here.project.await_start()
    here.judge()


def while_an_fsync_takes_five_seconds_it_answers(here: Landscape):
    here.begin()
    here.disk.turn(SLOW_SYNC, 5_000)
    with concurrent.futures.ThreadPoolExecutor(150) as senders:  # more than there are workers
        answers = [senders.submit(here.post) for _ in range(150)]
        slowest = 0
        while not all(answer.done() for answer in answers):
            began = time.monotonic()
            assert here.project.answers() == 200, "the program is alive"
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(0.1)
        said = [answer.result() for answer in answers]
    assert all(status == 200 or status == 503 and int(after) > 0 for status, after in said), said
    assert any(status == 200 for status, _ in said) and here.disk.fired
    assert slowest < 1.5, f"/healthz took {slowest:.1f} s"
    here.disk.heal()
    here.judge()


TESTS = (while_an_fsync_takes_five_seconds_it_answers, a_full_disk_refuses_and_goes_on_by_itself, a_failed_fsync_ends_it,
         a_failed_write_ends_it, a_disk_that_becomes_read_only_ends_it_until_it_is_mended,
         on_a_disk_that_is_full_from_the_start_it_waits)


def play(test) -> bool:
    began, trouble = time.monotonic(), ""
    with tempfile.TemporaryDirectory(prefix="syncline-disk-") as folder:
        here = Landscape(Path(folder), TESTS.index(test) + 1)
        try:
            test(here)
        except AssertionError as error:
            trouble = f": {error}; data and log: {keep(folder)}"
        finally:
            here.close()
    print(f"{'FAILED' if trouble else 'ok':8}{test.__name__.replace('_', ' ')} ({time.monotonic() - began:.0f} s){trouble}", flush=True)
    return not trouble


if __name__ == "__main__":
    wanted = [test for test in TESTS if len(sys.argv) < 5 or test.__name__ in sys.argv[4:]]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as players:
        results = list(players.map(play, wanted))
    sys.exit(0 if results and all(results) else 1)
