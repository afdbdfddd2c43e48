#!/usr/bin/python3
"""A connector that stands in a project's folder, between the program and a real Odoo: XML-RPC, asked what every
connector must answer; then a wrong password, and an order of pages that leaves records out.

    own_connector_test.py PROGRAM     exit 77: the servers cannot be had here
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from servers import Landscape, ServersUnavailable

PROJECT = Path(__file__).resolve().parent / 'xmlrpc'
COMPANIES = 40  # more than fit on several small pages


def main(program: str) -> int:
    try:
        with Landscape(tryton=False) as servers:
            return play(program, servers)
    except ServersUnavailable as reason:
        print(f'skipped: {reason}')
        return 77


def play(program, servers) -> int:
    person = servers.odoo.client()
    for number in range(COMPANIES):
        person.call('res.partner', 'create', vals_list=[
            {'name': f'Müller & Söhne <{number}>', 'is_company': True, 'city': 'Ulm', 'credit_limit': 0.1 + number}])
    before = companies(person)
    asked = Asked(program, servers)

    code, lines = asked.test()
    assert code == 0, lines
    assert [line['says'] for line in lines][1:] == [
        'company has pages without a gap: the first 35 came in 5 pages', 'company is read as it is listed',
        'company 2147480000, which does not exist, is known to be gone',
        f'company is listed by its changes: {before} records, each with a stamp'], lines
    assert companies(person) == before, 'reading made or removed records'

    code, lines = asked.test('--object', 'company', '--write')
    assert code == 0, lines
    said = [line['says'] for line in lines]
    for end in ('and reads as it was written', 'is not made twice when it is sent again', 'is changed, and nothing else of it',
                'was removed, and is known to be gone'):
        assert any(line.endswith(end) for line in said), said
    assert companies(person) == before, 'the marked record is still there'

    code, lines = asked.test(CRM_API_KEY='wrong')
    assert code == 1 and lines[0]['state'] == 'FAILED' and 'credentials' in lines[0]['remedy'], lines

    asked.change('order: id asc', 'order: name desc')
    code, lines = asked.test()
    assert code == 1, lines
    print('own connector: every question answered, the marked record removed, both faults found')
    return 0


def companies(person) -> int:
    return person.call('res.partner', 'search_count', domain=[['is_company', '=', True]])


class Asked:
    def __init__(self, program, servers):
        self._folder = Path(tempfile.mkdtemp(prefix='syncline-own-')) / 'project'
        shutil.copytree(PROJECT, self._folder)
        self._program, self._servers = program, servers

    def change(self, what, to):
        file = self._folder / 'connectors/odoo-xmlrpc/connector.yaml'
        text = file.read_text()
        assert what in text
        file.write_text(text.replace(what, to))

    def test(self, *words, **environment):
        odoo = self._servers.odoo
        ran = subprocess.run(
            [self._program, 'connectors', 'test', 'crm', '--project', self._folder, '--json', *words],
            env={**os.environ, 'CRM_URL': odoo.url, 'CRM_USER': 'sync@crm.example', 'CRM_API_KEY': odoo.key(), **environment},
            capture_output=True, text=True, timeout=900)
        assert ran.stdout, ran.stderr
        return ran.returncode, json.loads(ran.stdout)


if __name__ == '__main__':
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1]))
