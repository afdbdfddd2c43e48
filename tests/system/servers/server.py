"""What Odoo and Tryton have in common: one process on a free port, on databases that are copies of a template."""
import urllib.error
import urllib.request
from pathlib import Path

from .postgres import Postgres
from .process import ServerProcess, free_port


class Server:
    name = role = database = ''

    def __init__(self, folder: Path, postgres: Postgres, facts: dict = None):
        self.port = free_port()
        self.facts = facts or {}
        self._folder = folder
        self._postgres = postgres
        self._process = ServerProcess(self.name, folder / f'{self.name.lower()}.log')

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    @property
    def template_database(self) -> str:
        return f'{self.database}_template'

    def fresh_database(self, name: str = None):
        """A database as it was after installation, served at once by the running server."""
        name = name or self.database
        self._postgres.drop_database(name)
        self._postgres.create_database(name, self.role, self.template_database)

    def spawn(self):
        self._configure()
        self._process.spawn(self._command, env=self._environment)

    def wait_ready(self):
        self._process.wait_ready(self._serves)

    def start(self):
        """On the port it had before, if it ran before."""
        self.spawn()
        self.wait_ready()

    def stop(self):
        self._process.stop()

    def kill(self):
        self._process.kill()

    def restart(self):
        self.stop()
        self.start()

    def pause(self):
        self._process.pause()

    def resume(self):
        self._process.resume()

    def log_tail(self, lines=30) -> str:
        return self._process.log_tail(lines)

    def _serves(self) -> bool:
        try:
            with urllib.request.urlopen(self._question(), timeout=10) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    # Of each server its own.
    def _configure(self):
        raise NotImplementedError

    @property
    def _command(self) -> list:
        raise NotImplementedError

    @property
    def _environment(self) -> dict:
        return self._postgres.environment

    def _question(self):
        """The request that a server answers with 200 once it is ready."""
        raise NotImplementedError
