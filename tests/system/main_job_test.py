"""The main job on real servers: matched, linked, edits both ways, a foreign edit reverted, kill -9 in the middle, no echo.

usage: main_job_test.py PROGRAM     exit 77: the servers cannot be had here
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from seed import seed
from servers import Landscape, ServersUnavailable

PATIENCE = 60  # seconds that a change may take on a loaded machine


class Program:
    """The engine as a process of its own."""

    def __init__(self, program, configuration):
        self.command = [program, configuration]
        self.lines = []

    def start(self, until):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if line.startswith(until):
                return
        raise AssertionError(f'{self.command[0]} ended with {self.process.wait()} before it said {until}')

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def until(what, holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f'not within {PATIENCE} s: {what}'
        time.sleep(0.5)
    print('ok  ' + what, flush=True)


def state(servers):
    """Everything that a write of the engine could change, read in the servers' own databases."""
    return (servers.sql('crm', 'select id, write_date from res_partner order by id'),
            servers.sql('erp', 'select id, write_date from party_party order by id'))


def play(servers, program, person_crm, person_erp, known):
    pair = next(each for each in known if each.kind == 'vat' and len(each.crm) == 1 and len(each.erp) == 1)
    crm_id, erp_id = pair.crm[0], pair.erp[0]

    def crm(field):
        return person_crm.read('res.partner', crm_id, [field])[field]

    def erp_mechanism(kind):
        rows = person_erp.search('party.contact_mechanism', [['party', '=', erp_id], ['type', '=', kind]], ['value'])
        return rows[0]['value'] if rows else None

    person_crm.write('res.partner', crm_id, {'phone': '+49 30 5550001'})
    until('a phone edited in the CRM stands in the ERP', lambda: (erp_mechanism('phone') or '').replace(' ', '') == '+49305550001')

    mechanism = person_erp.search('party.contact_mechanism', [['party', '=', erp_id], ['type', '=', 'phone']], ['value'])[0]['id']
    person_erp.write('party.contact_mechanism', mechanism, {'value': '+49 30 5550002'})
    until('a phone edited in the ERP stands in the CRM', lambda: (crm('phone') or '').replace(' ', '') == '+49305550002')

    city = servers.sql('erp', f'select city from party_address where party = {erp_id} order by id limit 1')[0][0]
    person_crm.write('res.partner', crm_id, {'city': 'Anderswo'})
    until('a city edited in the CRM, mastered by the ERP, is reverted', lambda: crm('city') == city)

    program.kill()
    person_crm.write('res.partner', crm_id, {'name': 'Neuer Name GmbH', 'phone': '+49 30 5550003'})
    person_erp.write('party.address', person_erp.search('party.address', [['party', '=', erp_id]], [])[0]['id'], {'street': 'Neue Gasse 7'})
    program.start('live')
    until('after kill -9: the name edited meanwhile in the CRM stands in the ERP',
          lambda: servers.sql('erp', f'select name from party_party where id = {erp_id}')[0][0] == 'Neuer Name GmbH')
    until('after kill -9: the street edited meanwhile in the ERP stands in the CRM', lambda: crm('street') == 'Neue Gasse 7')
    until('after kill -9: the phone stands in the ERP', lambda: (erp_mechanism('phone') or '').replace(' ', '') == '+49305550003')

    new = person_crm.create('res.partner', {'name': 'Ganz Neu GmbH', 'is_company': True, 'email': 'neu@ganz-neu.example', 'city': 'Ulm'})
    created = lambda: servers.sql('erp', "select count(*) from party_party where name = 'Ganz Neu GmbH'")[0][0]
    until('a customer created in the CRM is created in the ERP', lambda: created() == '1')

    time.sleep(5)
    before = state(servers)
    time.sleep(10)
    assert state(servers) == before, 'something was written although nobody edited'
    assert created() == '1', 'the new customer was created twice'
    print('ok  nothing echoes: nothing is written for 10 s, and the new customer exists once', flush=True)


def main():
    try:
        with Landscape() as servers, tempfile.TemporaryDirectory() as data:
            seeding = seed(servers.odoo.client(), servers.tryton.client())
            configuration = os.path.join(data, 'main_job.json')
            with open(configuration, 'w') as file:
                json.dump({'data': data,
                           'crm': {'url': servers.odoo.url, 'database': 'crm', 'api_key': servers.odoo.key()},
                           'erp': {'url': servers.tryton.url, 'database': 'erp', 'user': servers.tryton.login(),
                                   'password': servers.tryton.password(), 'company': 1}}, file)
            program = Program(sys.argv[1], configuration)
            try:
                program.start('live')
                print(next(line for line in program.lines if line.startswith('report')), flush=True)
                play(servers, program, servers.odoo.client(), servers.tryton.client(), seeding.known.values())
            finally:
                program.kill()
    except ServersUnavailable as why:
        print(f'skipped: {why}')
        sys.exit(77)


if __name__ == '__main__':
    main()
