"""The engine as a process of its own, which the test may kill at any moment."""
import json
import os
import signal
import subprocess
import threading
import time


class Program:
    def __init__(self, program: str, folder: str, servers):
        self._configuration = os.path.join(folder, 'main_job.json')
        self._command = [program, self._configuration]
        self._process = None
        self._log = open(os.path.join(folder, 'program.log'), 'ab')
        self._settings = {
            'data': folder, 'sweep': 10,
            'crm': {'url': servers.odoo.url, 'database': 'crm', 'api_key': servers.odoo.key()},
            'erp': {'url': servers.tryton.url, 'database': 'erp', 'user': servers.tryton.login(),
                    'password': servers.tryton.password(), 'company': 1}}
        self.lines = []

    def allow(self, stage: str):
        """How far it may go from its next start on: observe, or two-way."""
        with open(self._configuration, 'w') as file:
            json.dump({**self._settings, 'stage': stage}, file)

    def start(self):
        self.lines = []
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=self._log, text=True)
        threading.Thread(target=self._listen, args=(self._process.stdout, self.lines), daemon=True).start()

    @staticmethod
    def _listen(stdout, lines):
        for line in stdout:
            lines.append(line.strip())

    def kill(self):
        """As a power cut would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def wait_for(self, word: str, seconds: float = 120):
        end = time.monotonic() + seconds
        while not any(line.startswith(word) for line in self.lines):
            assert self._process.poll() is None, f'the program ended with {self._process.returncode} before it said {word}'
            assert time.monotonic() < end, f'the program did not say {word} within {seconds} s'
            time.sleep(0.05)

    @property
    def has_reported(self) -> bool:
        return any(line.startswith('report') for line in self.lines)

    def report(self) -> dict:
        """Its numbers by entity and kind, once both systems are matched."""
        self.wait_for('report')
        return json.loads(next(line for line in self.lines if line.startswith('report')).split(' ', 1)[1])

    def wait_live(self):
        self.wait_for('live')
