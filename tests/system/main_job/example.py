"""The example project as it ships, with an installation's own addresses; only that it looks every second or two."""
import re
import shutil

from .program import REPOSITORY, Program, speaking

EXAMPLE = REPOSITORY / 'examples' / 'odoo-tryton'


class Example(Program):
    """`settings` are what a user adds to the ERP's system, {"warehouse": 1}."""

    def __init__(self, program: str, folder: str, servers, poll='2s', sweep='20s', api='', **settings):
        super().__init__(program, folder, servers, api)
        self._environment.update(CRM_DATABASE=servers.odoo.database, ERP_DATABASE=servers.tryton.database)
        shutil.copytree(EXAMPLE, self._folder / 'project', dirs_exist_ok=True)
        text = (EXAMPLE / 'syncline.yaml').read_text()
        added = ''.join(f'\n    {name}: {value}' for name, value in settings.items())
        for pattern, here in ((r'port: \d+', f'port: {self._port}'), (r'poll: \w+', f'poll: {poll}'),
                              (r'sweep: \w+', f'sweep: {sweep}'), (r'(connector: tryton)', r'\1' + added)):
            text, count = re.subn(pattern, here, text)
            assert count == 1, f'{EXAMPLE}/syncline.yaml: {count} times {pattern}'
        self._write('syncline.yaml', speaking(api, text))
        for sync in (EXAMPLE / 'sync').glob('*.yaml'):
            often = re.sub(r'sweep \w+', f'sweep {sweep}', re.sub(r'poll \w+', f'poll {poll}', sync.read_text()))
            self._write(f'sync/{sync.name}', often)

    def open_matters(self) -> dict:
        """What waits for a person: conflicts and dead letters, each as it is told."""
        return {what: [each for each in self.ask(what)] for what in ('conflicts', 'dead-letters')}
