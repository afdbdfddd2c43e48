"""A CRM and an ERP side by side, for the length of a `with` block."""
import shutil
import time

from .odoo import Odoo
from .places import RunFolder, cache_dir, check_installed
from .postgres import Postgres
from .template import unpack_template
from .tryton import Tryton


class Landscape:
    """`with Landscape() as servers:` gives servers.odoo, servers.tryton and servers.postgres, started and fresh."""

    def __init__(self, odoo=True, tryton=True):
        self._wanted = (odoo, tryton)
        self._run = None
        self.seconds_to_start = 0.0

    def __enter__(self):
        begun = time.monotonic()
        check_installed()
        self._run = RunFolder()
        try:
            facts = unpack_template(self._run.path)
            self.postgres = Postgres(self._run.path)
            self.postgres.start()
            self.odoo = Odoo(self._run.path, self.postgres, facts['odoo'])
            self.tryton = Tryton(self._run.path, self.postgres, facts['tryton'])
            started = [server for server, wanted in zip((self.odoo, self.tryton), self._wanted) if wanted]
            for server in started:
                server.spawn()
            for server in started:
                server.wait_ready()
        except BaseException:
            self.__exit__()
            raise
        self.seconds_to_start = time.monotonic() - begun
        return self

    def __exit__(self, kind=None, *rest):
        for name in ('odoo', 'tryton', 'postgres'):
            if hasattr(self, name):
                getattr(self, name).kill()  # nothing of theirs is kept, so nobody waits for a farewell
        if kind not in (None, SystemExit, KeyboardInterrupt):
            self._keep_logs()
        self._run.remove()

    def sql(self, database: str, query: str) -> list:
        return self.postgres.sql(database, query)

    def _keep_logs(self):
        kept = cache_dir() / 'logs-of-the-last-failure'
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        for log in self._run.path.glob('*.log'):
            shutil.copy(log, kept)
        print(f'servers: logs of the failed run are in {kept}')
