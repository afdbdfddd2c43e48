"""A CRM and an ERP (syncline sandbox) and a project between them (syncline run), each a process of its own."""
import base64
import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECRET = "a-secret-of-the-program-test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what: str, so, seconds: float = 30):
    """The first true value of so()."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if value := so():
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


def call(port: int, method: str, path: str, body: bytes | str = b"", headers: dict | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        with contextlib.suppress(BrokenPipeError):  # a server may refuse before it has read everything
            connection.request(method, path, body.encode() if isinstance(body, str) else body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()


class Systems:
    """The two systems, and people who work in them by their APIs."""

    def __init__(self, program: str):
        self.process = subprocess.Popen([program, "sandbox"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.environment = {}
        while len(self.environment) < 7:
            line = self.process.stdout.readline()
            assert line, "the sandbox ended"
            name, _, value = line.removeprefix("export ").strip().partition("=")
            self.environment[name] = value
        self.crm_port, self.erp_port = (int(self.environment[f"{name}_URL"].rsplit(":", 1)[1]) for name in ("CRM", "ERP"))
        self._session = None

    def close(self):
        self.process.terminate()
        self.process.wait(10)

    def crm(self, method: str, **arguments):
        status, body = call(self.crm_port, "POST", f"/json/2/res.partner/{method}", json.dumps(arguments), {
            "Authorization": "bearer " + self.environment["CRM_API_KEY"], "Content-Type": "application/json",
            "X-Odoo-Database": self.environment["CRM_DATABASE"]})
        assert status == 200, (method, status, body)
        return json.loads(body)

    def erp(self, method: str, *params):
        if self._session is None:
            user, number, key = self.environment["ERP_USER"], *self._rpc(
                "common.db.login", [self.environment["ERP_USER"], {"password": self.environment["ERP_PASSWORD"]}, "en"], {})
            self._session = base64.b64encode(f"{user}:{number}:{key}".encode()).decode()
        return self._rpc(f"model.{method}", list(params), {"Authorization": f"Session {self._session}"})

    def _rpc(self, method: str, params: list, headers: dict):
        status, body = call(self.erp_port, "POST", f"/{self.environment['ERP_DATABASE']}/",
                            json.dumps({"id": 1, "method": method, "params": params}),
                            {"Content-Type": "application/json", **headers})
        answer = json.loads(body)
        assert status == 200 and "error" not in answer, (method, status, body)
        return answer["result"]

    def companies(self) -> list[dict]:
        return self.crm("search_read", domain=[["is_company", "=", True]], fields=["name", "email", "phone", "vat"],
                        order="id asc")

    def parties(self) -> list[dict]:
        fields = ["name", "contact_mechanisms.type", "contact_mechanisms.value"]
        return self.erp("party.party.search_read", [], 0, None, [["id", "ASC"]], fields, {})


class Project:
    """Companies and persons between the systems, in a folder of its own, and the program at work on it."""

    def __init__(self, program: str, folder: Path, systems: Systems, poll: str = "1s", webhooks: bool = False):
        self.program, self.folder, self.systems = program, folder, systems
        self.port = free_port()
        self.process = None
        shutil.copytree(ROOT / "src" / "project" / "testdata" / "parties", folder)
        text = (folder / "syncline.yaml").read_text()
        text = text.replace("port: 8080", f"port: {self.port}").replace("poll: 1m", f"poll: {poll}")
        text = re.sub(r"( +)(connector: \w+)", r"\1\2\n\1rate: 1000/s", text)  # what it waits for is no vendor's rate
        if webhooks:
            text = text.replace('api_key: "${env:CRM_API_KEY}"', 'api_key: "${env:CRM_API_KEY}"\n'
                                '    webhook_secret: "${env:CRM_SECRET}"')
        (folder / "syncline.yaml").write_text(text)
        for file in (folder / "sync").glob("*.yaml"):
            timing = f"timing: {{crm: [webhook, poll {poll}], erp: [poll {poll}]}}\n" if webhooks else ""
            file.write_text(re.sub(r"^timing:.*\n", "", file.read_text(), flags=re.M) + timing)
        self.environment = {**os.environ, **systems.environment, "CRM_SECRET": SECRET}

    def shorten_executions(self, longest: str):
        """The sandbox does what it does at once: whether an unanswered write was done is known sooner."""
        for name in ("odoo", "tryton"):
            text = (ROOT / "connectors" / name / "connector.yaml").read_text()
            assert "max_execution: 2m" in text
            own = self.folder / "connectors" / name
            own.mkdir(parents=True)
            (own / "connector.yaml").write_text(text.replace("max_execution: 2m", f"max_execution: {longest}"))

    @property
    def data(self) -> str:
        return str(self.folder / "data")

    def command(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.program, *words], env=self.environment, capture_output=True, text=True, timeout=60)

    def status(self) -> dict:
        done = self.command("status", "--json", "--data", self.data)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *options: str):
        log = (self.folder / "log").open("a")
        self.process = subprocess.Popen([self.program, "run", str(self.folder), *options], env=self.environment,
                                        stdout=log, stderr=log)

    def await_start(self):
        def answers():
            assert self.process.poll() is None, (self.folder / "log").read_text()
            with contextlib.suppress(OSError, http.client.HTTPException):
                return call(self.port, "GET", "/healthz")[0] == 200
            return False
        wait_for("the program listens", answers)

    def begin(self):
        """At work, and with everything done that the two systems' first meeting asks for."""
        self.start("--quiet")
        self.await_start()
        self.settle()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(20)

    def is_quiet(self) -> bool:
        status = self.status()
        waiting = sum(status["events"].get(state, 0) for state in ("queued", "held"))
        open_writes = sum(n for name, n in status["effects"].items()
                          if name.split()[-1] in ("planned", "waiting", "sending", "unknown"))
        return bool(status["links"]) and waiting == 0 and open_writes == 0

    def settle(self):
        """Quiet at three looks in a row, a poll apart."""
        calm = [0]

        def so():
            calm[0] = calm[0] + 1 if self.is_quiet() else 0
            time.sleep(0.5)
            return calm[0] >= 3
        wait_for("nothing is left to do", so, 90)
