"""Odoo 19, the CRM."""
import json
import shutil
import subprocess
from pathlib import Path

from .clients import OdooClient
from .places import odoo_root
from .process import ServerFailed, dies_with_us
from .server import Server

# base_vat checks VAT ids and brings invoicing along (payment terms, credit limit); rpc holds the JSON-2 endpoint;
# sale_crm is the pipeline with its quotations and orders.
MODULES = ('base', 'contacts', 'base_vat', 'rpc', 'sale_crm')
LOGIN = 'sync@crm.example'  # of Syncline's own user, whom odoo_setup.py makes
SETUP = Path(__file__).with_name('odoo_setup.py')


def recipe() -> list:
    return [(odoo_root() / '.extracted').read_text(), *MODULES, SETUP.read_text()]


class Odoo(Server):
    name, role, database = 'Odoo', 'odoo', 'crm'

    def key(self, who='integration') -> str:
        return self.facts['keys'][who]

    def client(self, who='person', database=None, on_exchange=None) -> OdooClient:
        return OdooClient(self.port, database or self.database, self.key(who), on_exchange)

    def install(self) -> dict:
        """Makes the template database; answers the facts that a later start of it needs."""
        self._postgres.create_role(self.role)
        self._postgres.create_database(self.template_database, self.role)
        self._run('server', '-i', ','.join(MODULES), '--skip-auto-install', '--stop-after-init')
        printed = self._run('shell', '--shell-interface=python', typed=SETUP.read_text())
        found = [line for line in printed.splitlines() if 'FACTS ' in line]
        if not found:
            raise ServerFailed(f'setting up Odoo: {printed[-3000:]}')
        return json.loads(found[-1].split('FACTS ', 1)[1])

    def fresh_database(self, name: str = None):
        super().fresh_database(name)
        store = self._data / 'filestore'
        shutil.rmtree(store / (name or self.database), ignore_errors=True)
        if (store / self.template_database).exists():
            shutil.copytree(store / self.template_database, store / (name or self.database))

    @property
    def _data(self) -> Path:
        return self._folder / 'odoo-data'

    @property
    def _program(self) -> list:
        return ['/usr/bin/python3', odoo_root() / 'usr/bin/odoo']

    @property
    def _config(self) -> Path:
        return self._folder / 'odoo.conf'

    @property
    def _command(self) -> list:
        return [*self._program, 'server', '-c', self._config]

    @property
    def _environment(self) -> dict:
        return dict(self._postgres.environment, PYTHONPATH=str(odoo_root() / 'usr/lib/python3/dist-packages'))

    def _configure(self):
        self._data.mkdir(exist_ok=True)
        settings = dict(db_host=self._postgres.socket, db_user=self.role, db_password=False, http_interface='127.0.0.1',
                        http_port=self.port, data_dir=self._data, workers=0, max_cron_threads=0, log_level='warn',
                        geoip_city_db='', geoip_country_db='')
        lines = [f'{name} = {value}' for name, value in settings.items()]
        self._config.write_text('\n'.join(['[options]', *lines, '']))

    def _run(self, command: str, *arguments, typed: str = '') -> str:
        self._configure()
        done = subprocess.run(
            [*self._program, command, '-c', self._config, '-d', self.template_database, '--no-http', *arguments],
            input=typed, env=self._environment, cwd='/', capture_output=True, text=True, preexec_fn=dies_with_us())
        if done.returncode:
            raise ServerFailed(f'odoo {command}: {done.stdout[-1500:]}{done.stderr[-3000:]}')
        return done.stdout

    def _question(self):
        return self.url + '/web/health'
