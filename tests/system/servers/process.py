"""One server process: it never outlives the run that started it."""
import atexit
import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_running = []


class ServerFailed(Exception):
    pass


def dies_with_us(death_signal=signal.SIGKILL):
    """For Popen's preexec_fn: the kernel ends the child when this run is ended in a way that leaves no time to clear up."""
    number = int(death_signal)
    return lambda: _libc.prctl(PR_SET_PDEATHSIG, number)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


class ServerProcess:
    def __init__(self, name: str, log: Path, stop_signal=signal.SIGTERM, death_signal=signal.SIGKILL):
        self.name = name
        self.log = log
        self._stop_signal = stop_signal
        self._death_signal = death_signal
        self._process = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def spawn(self, command, env=None, user=None):
        assert not self.alive, f'{self.name} runs already'
        # The kernel ends a child with the *thread* that started it.
        assert threading.current_thread() is threading.main_thread(), 'start servers from the main thread'
        _clean_up_when_terminated()
        owner = dict(user=user.pw_uid, group=user.pw_gid, extra_groups=[]) if user else {}
        with open(self.log, 'ab') as log:
            self._process = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=env, cwd='/',
                start_new_session=True, preexec_fn=dies_with_us(self._death_signal), **owner)
        _running.append(self)

    def wait_ready(self, probe, seconds=180):
        """Polls until probe() is true; patiently, for a machine that is busy with a build."""
        until = time.monotonic() + seconds
        while not probe():
            if not self.alive:
                raise ServerFailed(f'{self.name} ended with {self._process.returncode}:\n{self.log_tail()}')
            if time.monotonic() > until:
                self.stop()
                raise ServerFailed(f'{self.name} was not ready within {seconds} s:\n{self.log_tail()}')
            time.sleep(0.05)

    def stop(self, with_signal=None, seconds=20):
        if self._process is None:
            return
        if self.alive:
            self._process.send_signal(signal.SIGCONT)
            self._process.send_signal(with_signal or self._stop_signal)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                pass
        self.kill()

    def kill(self):
        """As a crash would."""
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        self._process = None
        _running.remove(self)

    def pause(self):
        """Connections are still accepted by the kernel, answers don't come."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self):
        self._process.send_signal(signal.SIGCONT)

    def log_tail(self, lines=30) -> str:
        return '\n'.join(self.log.read_text(errors='replace').splitlines()[-lines:]) if self.log.exists() else ''


@atexit.register
def _stop_all():
    for server in reversed(_running[:]):
        server.stop(seconds=5)


def _clean_up_when_terminated():
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda number, frame: sys.exit(128 + number))
