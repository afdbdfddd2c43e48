#!/usr/bin/env python3
"""The program and a real OpenSSH server: files that come from a folder here and go to one over there, and back.
sftp_test.py PROGRAM. Exit 77: there is no sshd, so the test is skipped."""
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROGRAM = sys.argv[1]
CACHE = Path(os.environ.get("SYNCLINE_CACHE", Path.home() / ".cache/syncline"))
SSHD = next((path for path in (Path("/usr/sbin/sshd"), CACHE / "openssh/usr/sbin/sshd") if path.exists()), None)
def somebody() -> pwd.struct_passwd:
    """Whom the server runs as, and lets in: ourselves, or when we are root a user without rights whose account is open."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    locked = {line.split(":")[0] for line in Path("/etc/shadow").read_text().splitlines() if line.split(":")[1][:1] == "!"}
    open_ones = (user for user in pwd.getpwall() if 0 < user.pw_uid and user.pw_name not in locked
                 and user.pw_passwd != "!" and os.access(user.pw_shell, os.X_OK))
    return next(open_ones, pwd.getpwuid(0))


DEATHS = ("drop.written:1", "drop.ready:1", "drop.moved:1", "deliver.answered:1", "poll.page:2")

CONNECTOR = """connector: {name}
title: Files of {name}
protocol: file
settings:
  place: {{type: string, required: true, description: "Where the folders are"}}
  key: {{type: secret, description: "sftp: private key"}}
  known_hosts: {{type: string, description: "sftp: the server's key"}}
place: {{at: "${{settings.place}}", key: "${{settings.key}}", known_hosts: "${{settings.known_hosts}}"}}
values: {{decimal_mark: ",", ids: text}}
objects:
  company:
    id: Number
    fields: {{number: {{path: Number}}, name: {{path: Name}}}}
    drop:
      format: {{separator: ";", charset: windows-1252}}
      columns: [Number, Name]
      {way}
"""
INCOMING = 'incoming: {folder: in, name: "*.csv", shows: changes, done: "{name}.done", archive: in/archive, refused: in/refused}'
SUMMED = INCOMING.replace("done:", 'checksum: "{name}.sha256", done:')
OUTGOING = 'outgoing: {folder: out, name: "companies_${key}.csv"}'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """sshd on loopback, with a key and a configuration of its own; not root's."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.runs_as = somebody()
        self.user = self.runs_as.pw_name
        for name in ("host", "ours", "other"):
            kind = ["-t", "rsa", "-b", "2048"] if name == "ours" else ["-t", "ed25519"]
            subprocess.run(["ssh-keygen", "-q", *kind, "-N", "", "-f", folder / name], check=True)
        shutil.copy(folder / "ours.pub", folder / "authorized")
        shutil.copy(SSHD, folder / "sshd")  # where it is unpacked nobody else may look, perhaps
        (folder / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
            f"AuthorizedKeysFile {folder}/authorized\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n")
        self.process = None

    def as_nobody(self):
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(self.runs_as.pw_gid)
            os.setuid(self.runs_as.pw_uid)

    def start(self):
        if os.getuid() == 0:
            for path in [self.folder, *self.folder.rglob("*")]:
                os.chown(path, self.runs_as.pw_uid, self.runs_as.pw_gid)
        log = open(self.folder / "sshd.log", "a")
        self.process = subprocess.Popen([self.folder / "sshd", "-D", "-e", "-f", self.folder / "sshd_config"], stderr=log,
                                        preexec_fn=self.as_nobody)
        until = time.time() + 10
        while time.time() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("sshd does not come up: " + (self.folder / "sshd.log").read_text())

    def stop(self):
        """With the connections that it serves."""
        children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True)
        self.process.kill()
        self.process.wait()
        for pid in children.stdout.split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass

    def address(self) -> str:
        return f"sftp://{self.user}@127.0.0.1:{self.port}{self.folder}/files"

    def known(self, name="host") -> str:
        return "127.0.0.1 " + " ".join((self.folder / f"{name}.pub").read_text().split()[:2])


class Project:
    """Files go from a local folder to one of the server; `inward`: from one of the server, each with its sum, to a local one."""

    def __init__(self, folder: Path, local: Path, server: Server, known: str = "", inward: bool = False):
        self.folder, self.run_process = folder, None
        STARTED.append(self)
        self.env = {**os.environ, "KEY": (server.folder / "ours").read_text()}
        places = (f"place: {local}",
                  f'place: "{server.address()}", key: "${{env:KEY}}", known_hosts: "{known or server.known()}"')
        files = {
            "syncline.yaml": f"""project: exchange
server: {{port: {free_port()}}}
defaults: {{poll: 1s, sweep: 1h}}
systems:
  here: {{connector: here, {places[inward]}}}
  there: {{connector: there, {places[not inward]}, limits: {{first_load: free}}}}
""",
            "sync/customer.yaml": "entity: customer\nsystems: {here: company, there: company}\ncreate: {there: always}\n"
                                  "fields: {name: here, number: here}\ndelete: flag\nstage: two-way\n",
            "connectors/here/connector.yaml": CONNECTOR.format(name="here", way=SUMMED if inward else INCOMING),
            "connectors/there/connector.yaml": CONNECTOR.format(name="there", way=OUTGOING),
        }
        for name in ("here", "there"):
            files[f"connectors/{name}/bindings/customer.yaml"] = (
                "entity: customer\nobject: company\nfields: {name: {path: name, required: true}, number: number}\n")
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)

    def command(self, *words, check=True):
        done = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env=self.env)
        assert not check or done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def start(self, crash=""):
        words = [PROGRAM, "run", self.folder, "--data", self.folder / "data"]
        self.run_process = subprocess.Popen([*words, *(["--crash-at", crash] if crash else [])], env=self.env,
                                            stdout=open(self.folder / "run.log", "a"), stderr=subprocess.STDOUT)

    def end(self):
        self.run_process.terminate()
        assert self.run_process.wait(30) == 0, (self.folder / "run.log").read_text()


    def stop(self):
        if self.run_process and self.run_process.poll() is None:
            self.run_process.kill()
            self.run_process.wait()


def wait_for(what, holds, seconds=40):
    until = time.time() + seconds
    while time.time() < until:
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("in vain: " + what)


def drop(root: Path, name: str, rows: list[tuple[str, str]], wrong_sum: bool = False):
    text = "Number;Name\r\n" + "".join(f"{number};{label}\r\n" for number, label in rows)
    (root / "in" / name).write_bytes(text.encode("cp1252"))
    summed = hashlib.sha256(text.encode("utf-8" if wrong_sum else "cp1252")).hexdigest()
    (root / "in" / f"{name}.sha256").write_text(f"{summed}  {name}\n")
    (root / "in" / f"{name}.done").touch()


def sent(root: Path) -> list[str]:
    rows = []
    for file in sorted((root / "out").glob("*.csv")):
        lines = file.read_bytes().decode("cp1252").split("\r\n")
        assert lines[0] == "Number;Name" and lines[-1] == "", lines
        rows += lines[1:-1]
    return sorted(rows)


STARTED = []


def stage(folder: Path):
    server, local = Server(folder / "server"), folder / "local"
    for root in (server.folder / "files", local):
        for name in ("in", "out"):
            (root / name).mkdir(parents=True)
    server.start()
    (folder / "project").mkdir()
    STARTED.append(server)
    return server, local, folder / "project"


def rows_come_once_whatever_dies(folder, inward):
    server, local, at = stage(folder)
    there = server.folder / "files"
    begin, end = (there, local) if inward else (local, there)
    project = Project(at, local, server, inward=inward)
    project.command("validate", at)
    wanted = []
    for n, death in enumerate(DEATHS):
        rows = [(f"{n}{i}", f"Müller {n}{i}") for i in range(20)]
        wanted += [f"{number};{label}" for number, label in rows]
        project.start(death)
        drop(begin, f"companies_{n}.csv", rows)
        wait_for(f"it dies at {death}", lambda: project.run_process.poll() is not None)
        if n % 2:  # the server dies as well, with the connection
            server.stop()
            server.start()
        project.start()
        wait_for(f"all rows are there after {death}", lambda: len(sent(end)) >= len(wanted))
        wait_for("the file is put away", lambda: not list((begin / "in").glob("*.csv")))
        project.end()
        assert sent(end) == sorted(wanted), (death, sent(end))
    assert len(list((begin / "in/archive").glob("*.csv"))) == len(DEATHS)
    assert not list((end / "out").glob(".*.part")) or DEATHS[0].startswith("drop.written")


def rows_go_out_once_whatever_dies(folder):
    rows_come_once_whatever_dies(folder, inward=False)


def rows_come_in_once_whatever_dies(folder):
    rows_come_once_whatever_dies(folder, inward=True)


def a_file_that_its_sum_does_not_fit_is_put_aside_over_there(folder):
    server, local, at = stage(folder)
    there = server.folder / "files"
    project = Project(at, local, server, inward=True)
    project.start()
    drop(there, "companies_1.csv", [("1", "Müller")], wrong_sum=True)
    drop(there, "companies_2.csv", [("2", "Mayer")])
    wait_for("the second is here", lambda: sent(local) == ["2;Mayer"])
    wait_for("the first is put aside", lambda: list((there / "in/refused").glob("companies_1*.csv")))
    assert not list((there / "in").glob("*.csv"))
    drop(there, "companies_3.csv", [("1", "Müller")])
    wait_for("left again it is taken", lambda: sent(local) == ["1;Müller", "2;Mayer"])
    project.end()


def a_server_with_another_key_is_not_spoken_to(folder):
    server, local, at = stage(folder)
    said = Project(at, local, server, server.known("other")).command("doctor", at, "--data", at / "data", check=False)
    assert "another key" in said or "no match" in said or "host key" in said.lower(), said


def a_stranger_is_not_let_in_and_links_lead_nowhere(folder):
    server, local, at = stage(folder)
    project = Project(at, local, server)
    (server.folder / "files/out").rmdir()
    (server.folder / "files/out").symlink_to("/tmp")
    said = project.command("doctor", at, "--data", at / "data", check=False)
    assert "symbolic links are not followed" in said, said
    project.env["KEY"] = (server.folder / "other").read_text()
    said = project.command("doctor", at, "--data", at / "data", check=False)
    assert "does not let the user" in said, said


def main() -> int:
    if SSHD is None or not shutil.which("ssh-keygen"):
        print("sftp_test: there is no sshd or ssh-keygen here (script/setup-servers): skipped")
        return 77
    for test in (rows_go_out_once_whatever_dies, rows_come_in_once_whatever_dies,
                 a_file_that_its_sum_does_not_fit_is_put_aside_over_there, a_server_with_another_key_is_not_spoken_to,
                 a_stranger_is_not_let_in_and_links_lead_nowhere):
        with tempfile.TemporaryDirectory(prefix="syncline-sftp-") as folder:
            os.chmod(folder, 0o755)
            Path(folder, "server").mkdir()
            begin = time.time()
            try:
                test(Path(folder))
            finally:
                while STARTED:
                    STARTED.pop().stop()
            print(f"{test.__name__.replace('_', ' ')}: {time.time() - begin:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
