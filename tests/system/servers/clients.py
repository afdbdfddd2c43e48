"""Small clients with which a test edits as a person would, and looks at what became of it."""
import base64
import datetime
import decimal
import http.client
import json


class HttpAnswer:
    def __init__(self, status: int, headers: dict, body: bytes):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)


class _Client:
    def __init__(self, port: int, on_exchange=None):
        self._port = port
        self._on_exchange = on_exchange

    def post(self, path: str, body, headers: dict, timeout=120) -> HttpAnswer:
        headers = {'Content-Type': 'application/json', **headers}
        connection = http.client.HTTPConnection('127.0.0.1', self._port, timeout=timeout)
        try:
            connection.request('POST', path, json.dumps(body).encode(), headers)
            reply = connection.getresponse()
            answer = HttpAnswer(reply.status, dict(reply.getheaders()), reply.read())
        finally:
            connection.close()
        if self._on_exchange:
            self._on_exchange(path, headers, body, answer)
        return answer


class OdooError(Exception):
    def __init__(self, status, name, message):
        super().__init__(f'{status} {name}: {message}')
        self.status, self.name, self.message = status, name, message


class OdooClient(_Client):
    """JSON-2. on_exchange(path, headers, body, answer) sees every exchange."""

    def __init__(self, port: int, database: str, key: str, on_exchange=None):
        super().__init__(port, on_exchange)
        self.database = database
        self.key = key

    def raw(self, model: str, method: str, arguments: dict) -> HttpAnswer:
        return self.post(f'/json/2/{model}/{method}', arguments,
                         {'Authorization': f'bearer {self.key}', 'X-Odoo-Database': self.database})

    def call(self, model: str, method: str, **arguments):
        answer = self.raw(model, method, arguments)
        if answer.status != 200:
            try:
                error = answer.json
            except ValueError:
                error = dict(name='not JSON', message=answer.body[:300].decode(errors='replace'))
            raise OdooError(answer.status, error.get('name'), error.get('message'))
        return answer.json

    def create(self, model: str, values: dict) -> int:
        return self.call(model, 'create', vals_list=[values])[0]

    def write(self, model: str, id: int, values: dict):
        return self.call(model, 'write', ids=[id], vals=values)

    def read(self, model: str, id: int, fields: list) -> dict:
        return self.call(model, 'read', ids=[id], fields=fields)[0]


class TrytonError(Exception):
    """kind is the exception's name ("UserError"), or its whole text where the server names none."""

    def __init__(self, kind, details):
        super().__init__(f'{kind}: {details}')
        self.kind, self.details = kind, details


class TrytonClient(_Client):
    """JSON-RPC; the context (company, language) is added as the last parameter."""

    def __init__(self, port: int, database: str, login: str, password: str, on_exchange=None):
        super().__init__(port, on_exchange)
        self.database = database
        self.login = login
        self.context = {}
        answer = self.raw('common.db.login', [login, {'password': password}, 'en'])
        if answer.status != 200:
            raise TrytonError(f'HTTP {answer.status}', 'login')
        self.user, self.session = answer.json['result']
        self.context = {**self.call('model.res.user.get_preferences', True), **self.context}

    @property
    def authorization(self) -> str:
        return 'Session ' + base64.b64encode(f'{self.login}:{self.user}:{self.session}'.encode()).decode()

    def raw(self, method: str, parameters: list, headers: dict = None) -> HttpAnswer:
        if headers is None:
            headers = {} if method == 'common.db.login' else {'Authorization': self.authorization}
        return self.post(f'/{self.database}/', {'id': 1, 'method': method, 'params': parameters}, headers)

    def call(self, method: str, *parameters, context: dict = None):
        answer = self.raw(method, [_wire(value) for value in parameters] + [_wire({**self.context, **(context or {})})])
        if answer.status != 200:
            raise TrytonError(f'HTTP {answer.status}', answer.body[:300].decode(errors='replace'))
        reply = answer.json
        if 'error' in reply:
            raise TrytonError(reply['error'][0], reply['error'][1])
        return _python(reply['result'])

    def create(self, model: str, values: dict) -> int:
        return self.call(f'model.{model}.create', [values])[0]

    def write(self, model: str, id: int, values: dict, context: dict = None):
        return self.call(f'model.{model}.write', [id], values, context=context)

    def read(self, model: str, id: int, fields: list) -> dict:
        return self.call(f'model.{model}.read', [id], fields)[0]

    def search(self, model: str, domain: list, fields: list, order: list = None, limit: int = None) -> list:
        return self.call(f'model.{model}.search_read', domain, 0, limit, order, fields)


def _wire(value):
    if isinstance(value, decimal.Decimal):
        return {'__class__': 'Decimal', 'decimal': str(value)}
    if isinstance(value, datetime.datetime):
        return {'__class__': 'datetime', 'year': value.year, 'month': value.month, 'day': value.day, 'hour': value.hour,
                'minute': value.minute, 'second': value.second, 'microsecond': value.microsecond}
    if isinstance(value, datetime.date):
        return {'__class__': 'date', 'year': value.year, 'month': value.month, 'day': value.day}
    if isinstance(value, datetime.timedelta):
        return {'__class__': 'timedelta', 'seconds': value.total_seconds()}
    if isinstance(value, dict):
        return {name: _wire(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_wire(inner) for inner in value]
    return value


def _python(value):
    if isinstance(value, list):
        return [_python(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    parts = {name: inner for name, inner in value.items() if name != '__class__'}
    kind = value.get('__class__')
    if kind == 'Decimal':
        return decimal.Decimal(value['decimal'])
    if kind == 'datetime':
        return datetime.datetime(**parts)
    if kind == 'date':
        return datetime.date(**parts)
    if kind == 'timedelta':
        return datetime.timedelta(seconds=value['seconds'])
    if kind == 'bytes':
        return base64.b64decode(value['base64'])
    return {name: _python(inner) for name, inner in value.items()}
