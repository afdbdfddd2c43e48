"""Odoo 19, the CRM."""
import json
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from .clients import OdooClient
from .places import odoo_root
from .postgres import Postgres
from .process import ServerFailed, ServerProcess, free_port

ROLE = 'odoo'
DATABASE = 'crm'
# base_vat checks VAT ids and brings invoicing along (payment terms, credit limit); rpc holds the JSON-2 endpoint.
MODULES = ('base', 'contacts', 'base_vat', 'rpc')
SETUP = Path(__file__).with_name('odoo_setup.py')


def recipe() -> list:
    return [(odoo_root() / '.extracted').read_text(), *MODULES, SETUP.read_text()]


class Odoo:
    def __init__(self, folder: Path, postgres: Postgres, facts: dict = None):
        self.port = free_port()
        self.facts = facts or {}
        self.data = folder / 'odoo-data'
        self._postgres = postgres
        self._config = folder / 'odoo.conf'
        self._process = ServerProcess('Odoo', folder / 'odoo.log')

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    def key(self, who='integration') -> str:
        return self.facts['keys'][who]

    def client(self, who='person', database=DATABASE, on_exchange=None) -> OdooClient:
        return OdooClient(self.port, database, self.key(who), on_exchange)

    def install(self, database: str) -> dict:
        """Facts that a later start of this database needs."""
        self._postgres.create_role(ROLE)
        self._postgres.create_database(database, ROLE)
        self._run('server', '-d', database, '-i', ','.join(MODULES), '--skip-auto-install', '--stop-after-init', '--no-http')
        printed = self._run('shell', '-d', database, '--no-http', '--shell-interface=python', typed=SETUP.read_text())
        found = [line for line in printed.splitlines() if 'FACTS ' in line]
        if not found:
            raise ServerFailed(f'setting up Odoo: {printed[-3000:]}')
        return json.loads(found[-1].split('FACTS ', 1)[1])

    def fresh_database(self, name=DATABASE, template=None):
        """A database as it was after installation, served at once by the running server."""
        self._postgres.drop_database(name)
        self._postgres.create_database(name, ROLE, template or f'{DATABASE}_template')
        store = self.data / 'filestore'
        shutil.rmtree(store / name, ignore_errors=True)
        if (store / f'{DATABASE}_template').exists():
            shutil.copytree(store / f'{DATABASE}_template', store / name)

    def spawn(self):
        self._configure()
        self._process.spawn(['/usr/bin/python3', odoo_root() / 'usr/bin/odoo', 'server', '-c', self._config],
                            env=self._environment)

    def wait_ready(self):
        self._process.wait_ready(self._serves)

    def start(self):
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

    @property
    def _environment(self) -> dict:
        return dict(self._postgres.environment, PYTHONPATH=str(odoo_root() / 'usr/lib/python3/dist-packages'))

    def _configure(self):
        self.data.mkdir(exist_ok=True)
        settings = dict(db_host=self._postgres.socket, db_user=ROLE, db_password=False, http_interface='127.0.0.1',
                        http_port=self.port, data_dir=self.data, workers=0, max_cron_threads=0, log_level='warn',
                        geoip_city_db='', geoip_country_db='')
        lines = [f'{name} = {value}' for name, value in settings.items()]
        self._config.write_text('\n'.join(['[options]', *lines, '']))

    def _run(self, command: str, *arguments, typed: str = '') -> str:
        self._configure()
        done = subprocess.run(
            ['/usr/bin/python3', odoo_root() / 'usr/bin/odoo', command, '-c', self._config, *arguments],
            input=typed, env=self._environment, cwd='/', capture_output=True, text=True)
        if done.returncode:
            raise ServerFailed(f'odoo {command}: {done.stdout[-1500:]}{done.stderr[-3000:]}')
        return done.stdout

    def _serves(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + '/web/health', timeout=10) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False
