"""What Tryton 6.0 does, over JSON-RPC, on PostgreSQL."""
import base64
import datetime
import decimal

from facts import Facts, Recorder
from servers import TrytonError

PARTY = 'party.party'
RELATION = 'party.relation.all'
# All there is to know about a customer, its contact persons included, in one request.
CUSTOMER_FIELDS = [
    'code', 'name', 'active', 'create_date', 'write_date', 'write_uid', '_timestamp', 'replaced_by', 'categories.name',
    'addresses.street', 'addresses.postal_code', 'addresses.city', 'addresses.country.code', 'addresses._timestamp',
    'contact_mechanisms.type', 'contact_mechanisms.value', 'contact_mechanisms._timestamp',
    'identifiers.type', 'identifiers.code', 'identifiers._timestamp',
    'relations.type.name', 'relations.to.name', 'relations.to.contact_mechanisms.type',
    'relations.to.contact_mechanisms.value', 'customer_payment_term.name', 'credit_limit_amount']


class TrytonFacts:
    def __init__(self, servers, seeding, record: bool):
        self._servers = servers
        self._seeding = seeding
        self._facts = Facts('tryton')
        self._recorder = Recorder('tryton', list(servers.tryton.facts['passwords'].values()), record)
        self._client = servers.tryton.client('integration', on_exchange=self._recorder.see)
        self._hide_session(self._client)
        self._person = servers.tryton.client('person')
        self._types = {row['name']: row['id'] for row in self._client.search('party.relation.type', [], ['name'])}

    def check(self) -> Facts:
        for look in (self._login, self._one_request, self._dates, self._cursor, self._cursor_over_children, self._optimistic, self._children,
                     self._relations, self._archived, self._typed_values, self._loose_values, self._missing,
                     self._errors, self._bad_session):
            look()
        return self._facts

    def _hide_session(self, client):
        """As if the session were "KEY", so that a recorded login fits the recorded calls after it."""
        session = f'{client.login}:{client.user}:KEY'.encode()
        self._recorder.hide(client.authorization, 'Session ' + base64.b64encode(session).decode())
        self._recorder.hide(client.session)

    def _expect(self, *fact):
        self._facts.expect(*fact)

    def _stored(self, column, id, table='party_party'):
        return self._servers.sql('erp', f'select {column} from {table} where id = {id}')[0][0]

    def _answer(self, method, *parameters, keep=None, context=None):
        """('ok', result) or (kind of error, its message)"""
        try:
            answer = 'ok', self._client.call(method, *parameters, context=context)
        except TrytonError as error:
            details = error.details[0] if isinstance(error.details, list) else error.details
            answer = error.kind, details
        if keep:
            self._recorder.keep(keep)
        return answer

    def _kind(self, *arguments, **more):
        return self._answer(*arguments, **more)[0]

    def _write(self, id, values, **more):
        return self._kind(f'model.{PARTY}.write', [id], values, **more)

    def _new(self, **values) -> int:
        return self._client.create(PARTY, {'name': 'Prüfling GmbH', **values})

    def _login(self):
        login, password = self._servers.tryton.login(), self._servers.tryton.password()
        again = self._client.raw('common.db.login', [login, {'password': password}, 'en']).json['result']
        self._recorder.hide(again[1])
        self._recorder.keep('login')
        self._expect('login answers [user, session of 64 digits]', (again[0], len(again[1])), (self._client.user, 64))
        preferences = self._client.call('model.res.user.get_preferences', True)
        self._recorder.keep('preferences')
        self._expect('preferences name the company', preferences['company'], self._servers.tryton.facts['company'])
        wrong = self._client.raw('common.db.login', [login, {'password': 'wrong'}, 'en'])
        self._recorder.keep('wrong-password')
        self._expect('a wrong password', wrong.status, 401)
        self._expect('the version without a login', self._client.post(
            '/', {'id': 0, 'method': 'common.server.version', 'params': []}, {}).json['result'][:3], '6.0')

    def _one_request(self):
        id = self._seeding.known['vat-05'].erp[0]
        row, = self._client.search(PARTY, [['id', '=', id]], CUSTOMER_FIELDS)
        self._recorder.keep('customer-with-contacts')
        self._expect('dotted names nest', row['addresses.'][0]['country.']['code'], 'CH')
        self._expect('contact persons come along', sorted(each['to.']['name'] for each in row['relations.']),
                     lambda names: len(names) == 2)
        self._expect('seen from the company', {each['type.']['name'] for each in row['relations.']}, {'has contact person'})
        self._expect('an empty many2one under a dotted name is null', row['customer_payment_term.'], None)

    def _dates(self):
        id = self._new()
        row = self._client.read(PARTY, id, ['create_date', 'write_date', 'write_uid', '_timestamp', 'create_uid'])
        self._expect('write_date at creation', (row['write_date'], row['write_uid']), (None, None))
        self._expect('create_date has microseconds', row['create_date'],
                     datetime.datetime.fromisoformat(self._stored('create_date', id)))
        self._expect('_timestamp is create_date then', row['_timestamp'],
                     lambda stamp: decimal.Decimal(stamp) == _seconds(row['create_date']))
        self._person.write(PARTY, id, {'name': 'Anders GmbH'})
        row = self._client.read(PARTY, id, ['write_date', 'write_uid.login'])
        self._expect('a person is seen in write_uid', row['write_uid.'], lambda user: user['login'] == 'egon')
        before = self._stored('write_date', id)
        self._person.write(PARTY, id, {'name': 'Anders GmbH'})
        self._expect('writing what is there already moves write_date', self._stored('write_date', id) > before, True)

    def _cursor(self):
        old, new = self._new(), self._new()
        since = self._client.read(PARTY, old, ['create_date'])['create_date']
        self._person.write(PARTY, old, {'name': 'Geändert GmbH'})
        only_written = self._client.call(f'model.{PARTY}.search', [['write_date', '>=', since]], 0, None, None)
        self._expect('a new record is found by write_date', new in only_written, False)
        domain = ['OR', ['write_date', '>=', since], [['write_date', '=', None], ['create_date', '>=', since]]]
        rows = self._client.search(PARTY, domain, ['name', 'create_date', 'write_date', '_timestamp'],
                                   [['write_date', 'ASC'], ['id', 'ASC']], 100)
        self._recorder.keep('changed-customers')
        self._expect('changed and new ones, nulls last', [row['id'] for row in rows], [old, new])

    def _cursor_over_children(self):
        """One search that finds a customer whatever part of it was touched, which its own write_date would not show."""
        ids = [self._new(name=name, addresses=[['create', [{'city': 'Ulm'}]]]) for name in (
            'Adresse', 'Telefon', 'Kennung', 'Ansprechpartner', 'Stillgelegt', 'Unberührt')]
        address, *_, hidden, _ = [self._client.read(PARTY, id, ['addresses'])['addresses'][0] for id in ids]
        since = self._client.read(PARTY, self._new(), ['create_date'])['create_date']
        self._person.write('party.address', address, {'city': 'Hof'})
        self._person.create('party.contact_mechanism', {'party': ids[1], 'type': 'phone', 'value': '1'})
        self._person.create('party.identifier', {'party': ids[2], 'code': 'X'})
        self._person.create(RELATION, {'from_': self._new(name='Person'), 'to': ids[3],
                                       'type': self._types['contact person of']})
        self._person.write('party.address', hidden, {'active': False})
        parts = ('', 'addresses.', 'contact_mechanisms.', 'identifiers.', 'relations.')
        domain = [['id', 'in', ids], ['OR', *([part + date, '>=', since] for part in parts for date in (
            'write_date', 'create_date'))]]
        found = self._client.call(f'model.{PARTY}.search_read', domain, 0, 100, [['id', 'ASC']], ['name'],
                                  context={'active_test': False})
        self._recorder.keep('changed-anywhere')
        self._expect('one search finds customers by changes to any of their parts', [row['id'] for row in found], ids[:5])

    def _optimistic(self):
        id = self._new()
        key = f'{PARTY},{id}'
        stale = self._client.read(PARTY, id, ['_timestamp'])['_timestamp']
        self._person.write(PARTY, id, {'name': 'Zwischendurch GmbH'})
        self._expect('a write over an unseen edit', self._write(
            id, {'name': 'Blind GmbH'}, context={'_timestamp': {key: stale}}, keep='write-conflict'), 'ConcurrencyException')
        self._expect('left it alone', self._stored('name', id), 'Zwischendurch GmbH')
        fresh = self._client.read(PARTY, id, ['_timestamp'])['_timestamp']
        self._expect('a write over what was seen', self._write(
            id, {'name': 'Gesehen GmbH'}, context={'_timestamp': {key: fresh}}, keep='write'), 'ok')
        self._expect('edits of one second are told apart', fresh.split('.')[0] == stale.split('.')[0] or fresh != stale, True)
        self._expect('a null as _timestamp is not looked at', self._write(
            id, {'name': 'x'}, context={'_timestamp': {key: None}}), 'ok')
        gone = self._new()
        stamp = self._client.read(PARTY, gone, ['_timestamp'])['_timestamp']
        self._person.call(f'model.{PARTY}.delete', [gone])
        self._expect('a record deleted meanwhile is no conflict but', self._write(
            gone, {'name': 'x'}, context={'_timestamp': {f'{PARTY},{gone}': stamp}}), 'UserError')

    def _children(self):
        id = self._new(addresses=[['create', [{'street': 'Weg 1', 'city': 'Köln'}]]])
        self._recorder.keep('create')
        address, = self._client.read(PARTY, id, ['addresses'])['addresses']
        stale = self._client.read('party.address', address, ['_timestamp'])['_timestamp']
        self._person.write('party.address', address, {'city': 'Bonn'})
        self._expect('an address edited moves write_date of the party', self._stored('write_date', id), None)
        self._expect('nor does a new one', (self._person.create('party.contact_mechanism', {
            'party': id, 'type': 'email', 'value': 'a@b.example'}) > 0, self._stored('write_date', id)), (True, None))
        through = {'addresses': [['write', [address], {'city': 'Trier'}]]}
        self._expect('an address edited through the party is checked too', self._write(
            id, through, context={'_timestamp': {f'party.address,{address}': stale}}), 'ConcurrencyException')
        self._write(id, through)
        self._expect('and moves both at the same time', self._stored('write_date', id),
                     self._stored('write_date', address, 'party_address'))
        self._person.write('party.address', address, {'active': False})
        self._expect('a deactivated address is hidden', self._client.read(PARTY, id, ['addresses'])['addresses'], [])
        shown = self._client.call(f'model.{PARTY}.read', [id], ['addresses'], context={'active_test': False})
        self._expect('but for active_test', shown[0]['addresses'], [address])

    def _relations(self):
        company = self._new()
        person = self._new(name='Person', relations=[['create', [
            {'to': company, 'type': self._types['contact person of']}]]])
        self._recorder.keep('create-contact-person')
        self._expect('the table party.relation is not for RPC', self._kind(
            'model.party.relation.search', [], 0, 1, None), 'HTTP 403')
        rows = self._client.search(RELATION, [['from_', 'in', [company, person]]], ['from_', 'to', 'type.name', 'create_date'])
        self._recorder.keep('relations')
        seen = {(row['from_'], row['to'], row['type.']['name']) for row in rows}
        self._expect('a relation is seen from both ends', seen, {
            (person, company, 'contact person of'), (company, person, 'has contact person')})
        forth, back = sorted(row['id'] for row in rows)
        self._expect('with the ids 2n and 2n+1', (forth % 2, back - forth), (0, 1))
        self._expect('it moves write_date of neither party', self._stored('write_date', company), None)
        self._expect('_timestamp of a relation is left out', list(self._client.read(RELATION, forth, ['_timestamp'])), ['id'])
        self._expect('contact persons by a search of parties', self._client.call(
            f'model.{PARTY}.search', [['relations', 'where', [
                ['to', '=', company], ['type', '=', self._types['contact person of']]]]], 0, None, None), [person])
        self._client.create(RELATION, {'from_': person, 'to': company, 'type': self._types['contact person of']})
        self._expect('the same relation may be there twice', len(self._client.search(RELATION, [['from_', '=', person]], [])), 2)
        other = self._new()
        self._client.write(RELATION, back, {'from_': other})
        self._expect('a person is moved by either end', self._client.read(RELATION, forth, ['to'])['to'], other)
        self._client.call(f'model.{RELATION}.delete', [back])
        self._expect('deleting one end deletes both', len(self._client.search(RELATION, [['id', 'in', [forth, back]]], [])), 0)

    def _archived(self):
        id = self._new()
        self._person.write(PARTY, id, {'active': False})
        found = {what: bool(self._client.call(f'model.{PARTY}.search', [['id', '=', id], *domain], 0, None, None, context=context))
                 for what, domain, context in (('plain', [], {}), ('active_test off', [], {'active_test': False}),
                                               ('domain on active', [['active', 'in', [True, False]]], {}))}
        self._expect('a deactivated party is found by', found,
                     {'plain': False, 'active_test off': True, 'domain on active': True})
        self._expect('and read by id', self._client.read(PARTY, id, ['active'])['active'], False)

    def _typed_values(self):
        id = self._new()
        term = self._client.search('account.invoice.payment_term', [['name', '=', '30 Tage']], ['lines.relativedeltas.days'])[0]
        self._client.write(PARTY, id, {'credit_limit_amount': decimal.Decimal('2500.00'), 'customer_payment_term': term['id']})
        self._recorder.keep('write-decimal')
        row = self._client.read(PARTY, id, ['credit_limit_amount', 'customer_payment_term.name', 'create_date', 'receivable'])
        self._recorder.keep('read-typed')
        self._expect('a Decimal comes back', row['credit_limit_amount'], decimal.Decimal('2500.00'))
        self._expect('a datetime too', isinstance(row['create_date'], datetime.datetime), True)
        self._expect('a many2one by its name', row['customer_payment_term.']['name'], '30 Tage')
        self._expect('credit limit and term move write_date', self._stored('write_date', id), lambda date: date is not None)

    def _loose_values(self):
        id = self._new(name=None, contact_mechanisms=[['create', [
            {'type': 'phone', 'value': ' +49 (0)30-1 '}, {'type': 'email', 'value': 'no e-mail'}]]],
            identifiers=[['create', [{'type': None, 'code': 'CRM-77'}, {'type': 'eu_vat', 'code': 'de 136 695 976'}]]])
        row = self._client.read(PARTY, id, ['name', 'contact_mechanisms.value', 'identifiers.code', 'code'])
        self._expect('a party needs no name', row['name'], None)
        self._expect('phones and e-mails are kept as given', [each['value'] for each in row['contact_mechanisms.']],
                     [' +49 (0)30-1 ', 'no e-mail'])
        self._expect('so are VAT ids', sorted(each['code'] for each in row['identifiers.']), ['CRM-77', 'de 136 695 976'])
        self._expect('an identifier without a type is searchable', self._client.call(
            f'model.{PARTY}.search', [['identifiers.code', '=', 'CRM-77']], 0, None, None), [id])
        self._expect('a code is given by a sequence', row['code'].isdigit(), True)

    def _missing(self):
        self._expect('reading a missing id', self._answer(f'model.{PARTY}.read', [999999], ['name'], keep='read-missing'),
                     ('UserError', 'You are trying to read records "999999" of "Party" that don\'t exist anymore.'))
        self._expect('writing to one', self._answer(f'model.{PARTY}.write', [999999], {'name': 'x'}),
                     ('UserError', 'You are trying to write to records "999999" of "Party" that don\'t exist anymore.'))
        self._expect('deleting one', self._answer(f'model.{PARTY}.delete', [999999], keep='delete'), ('ok', None))
        self._expect('searching for one', self._client.search(PARTY, [['id', '=', 999999]], ['name']), [])

    def _errors(self):
        id = self._new()
        code = self._client.read(PARTY, id, ['code'])['code']
        create = f'model.{PARTY}.create'
        for fact, seen, believed in (
                ('unknown field to read', self._kind(f'model.{PARTY}.read', [id], ['nofield'], keep='unknown-field'), "'nofield'"),
                ('unknown field to write', self._write(id, {'nofield': 1}), "'nofield'"),
                ('unknown field in a domain', self._kind(f'model.{PARTY}.search', [['nofield', '=', 1]], 0, 1, None), "'nofield'"),
                ('unknown model', self._kind('model.party.nothing.search', [], 0, 1, None), "'party.nothing'"),
                ('unknown method', self._kind(f'model.{PARTY}.nothing', [id]), 'HTTP 403'),
                ('a code taken', self._answer(create, [{'name': 'x', 'code': code}], keep='code-taken'),
                 ('UserError', 'The code on party must be unique.')),
                ('a VAT id with a wrong check digit', self._kind(create, [{'name': 'x', 'identifiers': [['create', [
                    {'type': 'eu_vat', 'code': 'DE136695975'}]]]}], keep='bad-vat'), 'UserError'),
                ('no such country', self._kind(create, [{'name': 'x', 'addresses': [['create', [
                    {'country': 999999}]]]}]), 'UserError'),
                ('no such choice', self._kind(create, [{'name': 'x', 'contact_mechanisms': [['create', [
                    {'type': 'nonsense', 'value': '1'}]]]}]), 'UserError')):
            self._expect(fact, seen, believed)
        bare = self._client.raw(f'model.{PARTY}.search', [[], 0, 1, None])
        self._expect('no context', bare.json['error'][0], 'Missing context argument')

    def _bad_session(self):
        refused = self._client.raw(f'model.{PARTY}.search', [[], 0, 1, None, {}], {'Authorization': 'Session bm9ib2R5'})
        self._recorder.keep('bad-session')
        self._expect('a session unknown', (refused.status, refused.body, refused.headers.get('WWW-Authenticate')),
                     (401, b'', 'Basic realm="Tryton"'))
        nowhere = self._client.post('/nowhere/', {'id': 1, 'method': 'common.db.login', 'params': ['x', {}, 'en']}, {})
        self._expect('an unknown database', nowhere.status, 404)
        leaving = self._servers.tryton.client('integration')
        leaving.raw('common.db.logout', [])
        self._expect('after a logout', leaving.raw(f'model.{PARTY}.search', [[], 0, 1, None, {}]).status, 401)


def _seconds(moment: datetime.datetime) -> decimal.Decimal:
    since = moment - datetime.datetime(1970, 1, 1)
    return decimal.Decimal(since.days * 86400 + since.seconds) + decimal.Decimal(since.microseconds) / 1000000
