"""Facts that connectors rely on: each is looked at on the running server, printed, and compared with what we believe."""
import json
from pathlib import Path

RECORDED = Path(__file__).with_name('recorded')
KEPT_HEADERS = ('Content-Type', 'WWW-Authenticate', 'Retry-After')


class Facts:
    def __init__(self, system: str):
        self._system = system
        self.count = 0
        self.wrong = []

    def expect(self, fact: str, seen, believed):
        """believed is a value, or a function that says whether what was seen is right."""
        right = believed(seen) if callable(believed) else seen == believed
        self.count += 1
        print(f'{"  " if right else "X "}{self._system}: {fact}: {_short(seen)}', flush=True)
        if not right:
            self.wrong.append(f'{self._system}: {fact}: seen {_short(seen)}, believed {believed}')


class Recorder:
    """Keeps exchanges as request and response, without the secrets and without what this machine alone has."""

    def __init__(self, system: str, secrets: list, write: bool):
        self._system = system
        self._shown = {secret: 'KEY' for secret in secrets}
        self._write = write
        self._last = None

    def hide(self, secret: str, shown='KEY'):
        self._shown[secret] = shown

    def see(self, path, headers, body, answer):
        self._last = (path, headers, body, answer)

    def keep(self, name: str):
        """The last exchange seen."""
        if not self._write:
            return
        path, headers, body, answer = self._last
        exchange = {
            'request': {'method': 'POST', 'path': path, 'headers': headers, 'body': body},
            'response': {'status': answer.status, 'headers': {
                name: value for name, value in answer.headers.items() if name in KEPT_HEADERS},
                'body': _body_of(answer)}}
        text = json.dumps(exchange, ensure_ascii=False, indent=1)
        for secret, shown in self._shown.items():
            text = text.replace(secret, shown)
        RECORDED.mkdir(exist_ok=True)
        (RECORDED / f'{self._system}-{name}.json').write_text(text + '\n')


def _body_of(answer):
    try:
        body = answer.json
    except ValueError:
        return answer.body.decode(errors='replace')
    if isinstance(body, dict) and isinstance(body.get('debug'), str):
        # A traceback: the vendor's source lines, and folders of the machine that made it.
        first, *_, last = body['debug'].rstrip().split('\n')
        body['debug'] = f'{first}\n  ...\n{last}\n'
    return body


def _short(value) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 240 else text[:237] + '...'
