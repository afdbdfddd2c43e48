"""Syncline itself as a process: a project folder that a test may change, and a program that it may kill at any moment."""
import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from servers.odoo import LOGIN
from servers.places import cache_dir
from servers.process import dies_with_us, free_port

REPOSITORY = Path(__file__).resolve().parents[3]
_PROJECT = '''\
project: system-test
installation: system-test
systems:
  crm:
    connector: odoo
    url: "${env:CRM_URL}"
    database: crm
    api_key: "${env:CRM_API_KEY}"
    networks: [127.0.0.0/8]
  erp:
    connector: tryton
    url: "${env:ERP_URL}"
    database: erp
    user: "${env:ERP_USER}"
    password: "${env:ERP_PASSWORD}"
    networks: [127.0.0.0/8]
    #windows#
server: {port: #port#}
defaults: {poll: 1s, sweep: 10s, phone_country: DE}
'''
_CUSTOMER = '''\
entity: customer
systems: {crm: company, erp: party}
match: [tax_id, email, {similar: name, at_least: 0.92, and: country, then: review}]
create: {erp: always}
fields:
  name:        {master: crm}
  number:      {master: erp}
  tax_id:      {}
  email:       {}
  phone:       {on_concurrent: latest}
  street:      {master: erp}
  postal_code: {master: erp}
  city:        {master: erp}
  country:     {master: erp}
  active:      {}
delete: deactivate
stage: #stage#
'''
_CONTACT = '''\
entity: contact
systems: {crm: person, erp: person}
match: [email]
create: {crm: always, erp: always}
fields:
  name:     {master: crm}
  email:    {}
  phone:    {on_concurrent: latest}
  customer: {}
  active:   {}
delete: deactivate
stage: #stage#
'''
# Never open: times are UTC, and no test takes from one end of the day to the other.
_NO_WRITING = 'windows: [{zone: UTC, from: "%02d:00", to: "%02d:01"}]'


def speaking(api: str, project: str) -> str:
    """The project with a CRM that is spoken to by this API; empty: by the one that its version has."""
    return project.replace('connector: odoo', f'connector: odoo\n    api: {api}\n    login: {LOGIN}') if api else project


class Program:
    def __init__(self, program: str, folder: str, servers, api=''):
        self._api = api
        self._program, self._folder = program, Path(folder)
        self._data = self._folder / 'data'
        self._process = None
        self._log = open(self._folder / 'program.log', 'ab')
        self._port = free_port()
        self._environment = {**os.environ, 'CRM_URL': servers.odoo.url, 'CRM_API_KEY': servers.odoo.key(),
                             'ERP_URL': servers.tryton.url, 'ERP_USER': servers.tryton.login(),
                             'ERP_PASSWORD': servers.tryton.password()}
        self._write_connectors()

    def allow(self, stage: str, into_erp=True):
        """What it may write from its next start on: nothing (observe), or all (two-way), into the ERP or not yet."""
        far = (time.gmtime().tm_hour + 12) % 24
        windows = '' if into_erp else _NO_WRITING % (far, far)
        project = _PROJECT.replace('#windows#', windows).replace('#port#', str(self._port))
        self._write('syncline.yaml', speaking(self._api, project))
        for entity, text in (('customer', _CUSTOMER), ('contact', _CONTACT)):
            self._write(f'sync/{entity}.yaml', text.replace('#stage#', stage))

    def _write_connectors(self):
        """The shipped ones, but that a call is over sooner: these servers have nothing else to do, so that a write whose
        answer was lost is settled within seconds."""
        for name in ('odoo', 'tryton'):
            shipped = (REPOSITORY / 'connectors' / name / 'connector.yaml').read_text()
            quick, count = re.subn('max_execution: .*', 'max_execution: 5s', shipped)
            assert count, f'{name} has no max_execution'
            self._write(f'connectors/{name}/connector.yaml', quick)

    def _write(self, path: str, text: str):
        file = self._folder / 'project' / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def start(self, *arguments):
        assert self._process is None, 'it runs already'
        self._process = subprocess.Popen(
            [self._program, 'run', self._folder / 'project', '--data', self._data, *arguments], stdout=self._log,
            stderr=self._log, env=self._environment, preexec_fn=dies_with_us())

    def die_at(self, point: str):
        """Starts it and waits until it has died at the n-th pass of a point of its own, "deliver.answered:3"."""
        self.start('--crash-at', point)
        code = self._process.wait(60)
        assert code == 137, f'it ended with {code} before it came to {point}'
        self._process = None

    def kill(self):
        """As a power cut would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self):
        """As an administrator would."""
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(30)
        assert code == 0, f'it ended with {code} when it was told to end'
        self._process = None

    def ask(self, command: str, *arguments):
        """What one of its commands answers, while it runs or not."""
        done = subprocess.run([self._program, command, '--data', self._data, '--json', *arguments],
                              capture_output=True, text=True)
        assert done.returncode == 0, f'{command}: {done.stderr}'
        return json.loads(done.stdout)

    def doctor(self, **wrong) -> list:
        """What the doctor finds failing; with some of the settings wrong."""
        done = subprocess.run([self._program, 'doctor', self._folder / 'project', '--data', self._data, '--json'],
                              env={**self._environment, **wrong}, capture_output=True, text=True)
        failing = [each['says'] for each in json.loads(done.stdout) if each['state'] != 'ok']
        assert done.returncode == (1 if failing else 0), f'doctor ended with {done.returncode}: {done.stderr}'
        return failing

    def agreed(self, entity: str, record: str, field: str):
        """The value that both systems are to show: of the link of `record`, e.g. "crm company 7"."""
        story, = [each for each in self.ask('trace', entity, record.split()[-1]) if record in each['records']]
        return story['agreed'][field]['value']

    def report(self, seconds: float = 60) -> dict:
        """Its comparison of both systems, once both are read and matched."""
        end = time.monotonic() + seconds
        while True:
            assert self._process.poll() is None, f'it ended with {self._process.returncode}'
            assert time.monotonic() < end, f'both systems are not matched within {seconds} s'
            if self._data.joinpath('syncline.db').exists():
                report = self.ask('audit')
                if len(report) == 2 and all(each['complete'] for each in report.values()):
                    return report
            time.sleep(0.2)


def keep(folder):
    """What the engine knew when a test failed."""
    kept = cache_dir() / 'data-of-the-last-failure'
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(folder, kept)
    print(f"the engine's data of the failed run is in {kept}")
