"""Two offices at work (crash_offices), and the program between them, each a process of its own."""
import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "system"))
from program.landscape import call, free_port, wait_for  # noqa: E402

SECRET = "a-secret-of-the-crash-test"
OPEN = ("planned", "waiting", "sending", "unknown")


class Offices:
    def __init__(self, command: Path, hook: str, seed: int, clients: int):
        self.process = subprocess.Popen([command, hook, SECRET, str(seed), str(clients)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.desk, self.books, self._asked = (self.process.stdout.readline().strip() for _ in range(3))
        assert self._asked, "the offices ended"

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def _ask(self, method: str, path: str, of: str = ""):
        connection = http.client.HTTPConnection((of or self._asked).removeprefix("http://"), timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path)
            return json.loads(connection.getresponse().read())

    def work(self, events_per_second: int):
        self._ask("POST", f"/pace/{events_per_second}")

    def rest(self):
        self.work(0)

    def listed(self, path: str) -> list[dict]:
        """Of the desk, as its API answers it."""
        return self._ask("GET", path, self.desk)

    def state(self) -> dict:
        return self._ask("GET", "/state")

    def told(self) -> dict:
        return self._ask("GET", "/told")


class Project:
    """A copy of project/ in a folder, and the program at work on it."""

    def __init__(self, program: Path, folder: Path):
        self.program, self.folder, self.port = program, folder, free_port()
        self.data, self.log = folder / "data", folder / "log"
        self.process = None
        shutil.copytree(HERE / "project", folder, dirs_exist_ok=True)
        file = folder / "syncline.yaml"
        file.write_text(file.read_text().replace("18080", str(self.port)))
        self.environment = {**os.environ, "HOOK_SECRET": SECRET}

    @property
    def hook(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks/crm"

    def between(self, offices: Offices):
        self.environment |= {"DESK_URL": offices.desk, "BOOKS_URL": offices.books}

    def start(self, *options: str, **environment: str):
        with self.log.open("a") as log:
            self.process = subprocess.Popen([self.program, "run", self.folder, "--data", self.data, "--quiet", *options],
                                            env=self.environment | environment, stdout=log, stderr=log)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def answers(self, path: str = "/healthz") -> int:
        """The status of the answer; 0 without one."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            return call(self.port, "GET", path)[0]
        return 0

    def await_start(self, seconds: float = 60):
        def listens():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}: {self.log.read_text()[-2000:]}"
            return self.answers() == 200
        wait_for("the program listens", listens, seconds)

    def ask(self, *words: str):
        done = subprocess.run([self.program, *words, "--json", "--data", self.data], env=self.environment,
                              capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, (words, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def open_work(self) -> dict:
        status = self.ask("status")
        unsettled = [f"{each['record']}, next {each['due_at']}: {each['reason']}" for each in status["unsettled"]]
        work = {state: n for state, n in status["events"].items() if state in ("queued", "held") and n}
        work |= {name: n for name, n in status["effects"].items() if name.split()[-1] in OPEN and n}
        return work | {"unsettled": unsettled} if unsettled else work

    def left(self) -> dict:
        return {"dead_letters": self.ask("status")["dead_letters"], "conflicts": self.ask("conflicts", "--limit", "10000")}


def keep(folder: str) -> str:
    """What a failure can be explained from."""
    kept = tempfile.mkdtemp(prefix="syncline-crash-failed-")
    subprocess.run(["cp", "-a", folder + "/.", kept], check=True)
    return kept


def settle(project: Project, offices: Offices, seconds: float):
    """Everything was told, and at three looks in a row, more than a poll apart, there is nothing to do."""
    calm, until = 0, time.monotonic() + seconds
    while calm < 3:
        assert project.process.poll() is None, f"it ended with {project.process.returncode}: {project.log.read_text()[-2000:]}"
        state, work = offices.state(), project.open_work()
        calm = 0 if state["unheard"] or work else calm + 1
        assert time.monotonic() < until, f"not at rest within {seconds} s: {state}, {work}"
        time.sleep(1.1)
