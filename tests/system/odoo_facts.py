"""What Odoo 19 does, over JSON-2."""
from facts import Facts, Recorder
from odoo_sales_facts import OdooSalesFacts
from servers import OdooClient

PARTNER = 'res.partner'
CUSTOMER_FIELDS = ['name', 'is_company', 'parent_id', 'vat', 'street', 'zip', 'city', 'country_id', 'email', 'phone',
                   'active', 'create_date', 'write_date', 'write_uid']
# All there is to know about a customer, its contact persons included, in one request.
CUSTOMER_WITH_CONTACTS = {
    **{name: {} for name in CUSTOMER_FIELDS if not name.endswith('_id')},
    'country_id': {'fields': {'code': {}}}, 'property_payment_term_id': {'fields': {'display_name': {}}},
    'child_ids': {'fields': {name: {} for name in ('name', 'type', 'function', 'email', 'phone', 'write_date')}}}


class OdooFacts:
    def __init__(self, servers, seeding, record: bool):
        self._servers = servers
        self._seeding = seeding
        self.records = record
        self._facts = Facts('odoo')
        self._recorder = Recorder('odoo', list(servers.odoo.facts['keys'].values()), record)
        self._client = servers.odoo.client('integration', on_exchange=self._recorder.see)
        self._person = servers.odoo.client('person')

    def check(self) -> Facts:
        for look in (self._identity, self._seconds_only, self._changes, self._nested_in_one_request, self._missing,
                     self._context, self._archived, self._children, self._errors, self._no_access, self._vat,
                     self._upsert, self._two_edits):
            look()
        OdooSalesFacts(self).check()
        return self._facts

    def _expect(self, *fact):
        self._facts.expect(*fact)

    def _stored(self, column, id) -> str:
        return self._servers.sql('crm', f'select {column} from res_partner where id = {id}')[0][0]

    def _answer(self, method, model=PARTNER, keep=None, **arguments):
        """(status, name of the error or body)"""
        answer = self._client.raw(model, method, arguments)
        if keep:
            self._recorder.keep(keep)
        body = answer.json
        return answer.status, body['name'] if isinstance(body, dict) and 'debug' in body else body

    def _new(self, **values) -> int:
        return self._client.create(PARTNER, {'name': 'Prüfling GmbH', 'is_company': True, **values})

    def _identity(self):
        who = self._client.call('res.users', 'context_get')
        self._recorder.keep('who-am-i')
        self._expect('the key tells its user', who['uid'], lambda uid: isinstance(uid, int))
        id = self._new()
        self._recorder.keep('create')
        self._expect('write_uid names who wrote', self._client.read(PARTNER, id, ['write_uid'])['write_uid'],
                     [who['uid'], 'Syncline'])
        self._expect('empty fields are false', self._client.read(PARTNER, id, ['email', 'parent_id', 'vat']),
                     {'id': id, 'email': False, 'parent_id': False, 'vat': False})

    def _seconds_only(self):
        id = self._new()
        shown = self._client.read(PARTNER, id, ['write_date', 'create_date'])
        stored = self._stored('write_date', id)
        self._expect('write_date is set at creation', shown['write_date'], shown['create_date'])
        self._expect(f'write_date is shown in seconds, stored as {stored}', shown['write_date'], stored[:19])
        found = {sign: bool(self._client.call(PARTNER, 'search', domain=[['id', '=', id], [
            'write_date', sign, shown['write_date']]])) for sign in ('>', '>=', '=')}
        self._expect('a search for the shown write_date finds it by', found, {'>': False, '>=': True, '=': True})
        self._expect('microseconds in a search are dropped', self._client.call(
            PARTNER, 'search', domain=[['id', '=', id], ['write_date', '<', stored[:19] + '.999999']]), [])

    def _changes(self):
        customer = self._seeding.known['vat-00']
        since = self._client.read(PARTNER, customer.crm[0], ['write_date'])['write_date']
        self._person.write(PARTNER, customer.crm[0], {'phone': '+49 30 4711'})
        rows = self._client.call(
            PARTNER, 'search_read', domain=[['write_date', '>=', since], ['id', 'in', customer.crm]],
            fields=CUSTOMER_FIELDS, order='write_date asc, id asc', limit=100, context={'active_test': False})
        self._recorder.keep('changed-customers')
        self._expect('many2one reads as [id, name]', rows[0]['country_id'][1], 'Germany')
        self._expect('the person is seen in write_uid', rows[0]['write_uid'][1], 'Vera Vertrieb')
        self._expect('own company is among the companies', self._client.call(
            PARTNER, 'search', domain=[['is_company', '=', True], ['id', '=', 1]]), [1])
        self._expect('fields of a related record by a dotted name', self._answer(
            'search_read', domain=[], fields=['country_id.code'], limit=1), (500, 'builtins.ValueError'))
        self._expect('a domain may be dotted', len(self._client.call(
            PARTNER, 'search', domain=[['country_id.code', '=', 'NL'], ['parent_id', '=', False]])), 1)

    def _nested_in_one_request(self):
        id = self._seeding.known['vat-05'].crm[0]
        answer = self._client.call(PARTNER, 'web_search_read', domain=[['id', '=', id]], order='write_date asc, id asc',
                                   limit=100, specification=CUSTOMER_WITH_CONTACTS)
        self._recorder.keep('customer-with-contacts')
        row = answer['records'][0]
        self._expect('web_search_read gives related fields', row['country_id']['code'], 'CH')
        self._expect('and contacts, in the same request', len(row['child_ids']), 2)
        self._expect('but an archived contact is left out, whatever the context', self._archived_child_seen(), False)
        self._expect('reading all fields (fields=[]) is refused', self._answer(
            'search_read', domain=[['id', '=', id]], fields=[]), (403, 'odoo.exceptions.AccessError'))

    def _archived_child_seen(self) -> bool:
        company = self._new(child_ids=[[0, 0, {'name': 'Kind', 'active': False}]])
        rows = self._client.call(PARTNER, 'web_search_read', domain=[['id', '=', company]],
                                 specification={'child_ids': {'fields': {}, 'context': {'active_test': False}}},
                                 context={'active_test': False})
        return bool(rows['records'][0]['child_ids'])

    def _missing(self):
        self._expect('reading a missing id', self._answer('read', ids=[999999], fields=['name'], keep='read-missing'), (200, []))
        gone = (404, 'odoo.exceptions.MissingError')
        id = self._new()
        self._expect('reading it together with one that is there', self._answer(
            'read', ids=[id, 999999], fields=['city']), (200, [{'id': id, 'city': False}]))
        self._expect('web_read of a missing id', self._answer('web_read', ids=[999999], specification={'name': {}}), (200, []))
        self._expect('with contacts asked for', self._answer(
            'web_read', ids=[id, 999999], specification={'child_ids': {'fields': {'name': {}}}}), gone)
        self._expect('unless it asks for no field', self._answer('web_read', ids=[999999], specification={}),
                     (200, [{'id': 999999}]))
        self._expect('writing to one', self._answer('write', ids=[999999], vals={'phone': '1'}, keep='write-missing'), gone)
        self._expect('unlink', self._answer('unlink', ids=[id], keep='delete'), (200, True))
        self._expect('unlink again', self._answer('unlink', ids=[id]), gone)

    def _context(self):
        id = self._new()
        self._expect('write takes a context', self._answer(
            'write', ids=[id], vals={'email': 'neu@firma.example'}, context={'tracking_disable': True}, keep='write'), (200, True))
        self._expect('a language that is not installed', self._answer(
            'write', ids=[id], vals={'email': 'x@firma.example'}, context={'lang': 'fr_FR'}), (422, 'odoo.exceptions.UserError'))
        self._expect('web_save writes and reads back at once', self._client.call(
            PARTNER, 'web_save', ids=[id], vals={'phone': '12'}, specification={'phone': {}})[0]['phone'], '12')
        self._recorder.keep('write-and-read-back')

    def _archived(self):
        id = self._new()
        before = self._stored('write_date', id)
        self._person.write(PARTNER, id, {'active': False})
        self._expect('archiving moves write_date', self._stored('write_date', id) > before, True)
        found = {what: bool(self._client.call(PARTNER, 'search', domain=[['id', '=', id], *domain], context=context))
                 for what, domain, context in (('plain', [], {}), ('active_test off', [], {'active_test': False}),
                                               ('domain on active', [['active', 'in', [True, False]]], {}))}
        self._expect('an archived record is found by', found,
                     {'plain': False, 'active_test off': True, 'domain on active': True})
        self._expect('and read by id', self._client.read(PARTNER, id, ['active'])['active'], False)

    def _children(self):
        company = self._new(street='Alt 1', child_ids=[[0, 0, {'name': 'Kind', 'type': 'contact'}]])
        child = self._client.call(PARTNER, 'search', domain=[['parent_id', '=', company]])[0]

        def moved(id, values):
            before = [self._stored('write_date', each) for each in (company, child)]
            self._person.write(PARTNER, id, values)
            after = [self._stored('write_date', each) for each in (company, child)]
            return {'company': after[0] > before[0], 'contact': after[1] > before[1]}

        both = {'company': True, 'contact': True}
        only_child = {'company': False, 'contact': True}
        self._expect('a contact\'s phone moves write_date of', moved(child, {'phone': '1'}), only_child)
        self._expect('a company\'s phone moves write_date of', moved(company, {'phone': '2'}), both)
        self._expect('writing what is there already', moved(company, {'phone': '2'}), {'company': True, 'contact': False})
        self._expect('a company\'s street moves', moved(company, {'street': 'Neu 2'}), both)
        self._expect('and is written into the contact', self._client.read(PARTNER, child, ['street'])['street'], 'Neu 2')
        self._expect('a contact\'s street moves', moved(child, {'street': 'Kindweg 3'}), both)
        self._expect('and is written into the company', self._client.read(PARTNER, company, ['street'])['street'], 'Kindweg 3')
        self._expect('a company\'s VAT id moves', moved(company, {'vat': 'DE136695976', 'country_id': 57}), both)
        self._expect('and is the contact\'s too', self._client.read(PARTNER, child, ['vat'])['vat'], 'DE136695976')
        self._client.write(PARTNER, child, {'parent_id': False})
        self._expect('a contact can leave its company', self._client.read(PARTNER, child, ['parent_id'])['parent_id'], False)

    def _errors(self):
        id = self._new()
        for fact, seen, believed in (
                ('unknown field to read', self._answer('search_read', domain=[], fields=['nofield'], limit=1,
                                                       keep='unknown-field'), (500, 'builtins.ValueError')),
                ('unknown field in a domain', self._answer('search', domain=[['nofield', '=', 1]]), (500, 'builtins.ValueError')),
                ('unknown field to write', self._answer('write', ids=[id], vals={'nofield': 1}), (500, 'builtins.KeyError')),
                ('unknown field to create', self._answer('create', vals_list=[{'nofield': 1}]), (500, 'builtins.ValueError')),
                ('unknown model', self._answer('read', model='res.nomodel'), (404, 'werkzeug.exceptions.NotFound')),
                ('unknown method', self._answer('nomethod'), (404, 'werkzeug.exceptions.NotFound')),
                ('private method', self._answer('_write', ids=[id]), (403, 'odoo.exceptions.AccessError')),
                ('unknown argument', self._answer('search', domain=[], nonsense=1), (422, 'werkzeug.exceptions.UnprocessableEntity')),
                ('no name', self._answer('create', vals_list=[{'name': False}], keep='no-name'),
                 (422, 'odoo.exceptions.ValidationError')),
                ('no such country', self._answer('create', vals_list=[{'name': 'x', 'country_id': 999999}]),
                 (422, 'odoo.exceptions.ValidationError')),
                ('text for a number', self._answer('create', vals_list=[{'name': 'x', 'country_id': 'DE'}]),
                 (500, 'psycopg2.errors.InvalidTextRepresentation')),
                ('no such choice', self._answer('create', vals_list=[{'name': 'x', 'type': 'nonsense'}]), (500, 'builtins.ValueError')),
                ('no such date', self._answer('search', domain=[['write_date', '>=', 'gestern']]), (500, 'builtins.ValueError'))):
            self._expect(fact, seen, believed)

    def _no_access(self):
        port, database = self._client._port, self._client.database
        stranger = OdooClient(port, database, 'not-a-key', self._recorder.see)
        refused = stranger.raw(PARTNER, 'search', {'domain': []})
        self._recorder.keep('bad-key')
        self._expect('a bad key', (refused.status, refused.json['name']), (401, 'werkzeug.exceptions.Unauthorized'))
        lost = OdooClient(port, 'nowhere', self._client.key, self._recorder.see).raw(PARTNER, 'search', {'domain': []})
        self._recorder.keep('unknown-database')
        self._expect('an unknown database', (lost.status, lost.headers['Content-Type']), (404, 'text/html; charset=utf-8'))
        self._expect('a model the user may not see', self._answer(
            'search_read', model='ir.model.data', domain=[], fields=['name'], keep='no-access'), (403, 'odoo.exceptions.AccessError'))

    def _vat(self):
        germany = self._client.call('res.country', 'search', domain=[['code', '=', 'DE']])[0]
        self._expect('a VAT id with a wrong check digit', self._answer(
            'create', vals_list=[{'name': 'x', 'country_id': germany, 'vat': 'DE136695975'}], keep='bad-vat'),
            (422, 'odoo.exceptions.ValidationError'))
        id = self._new(country_id=germany, vat='de 136 695 976')
        self._expect('a VAT id is tidied up', self._client.read(PARTNER, id, ['vat'])['vat'], 'DE136695976')
        self._expect('and may be there twice', isinstance(self._new(country_id=germany, vat='DE136695976'), int), True)
        unchecked = self._new(vat='DE000')
        self._expect('without a country it is not looked at', self._client.read(PARTNER, unchecked, ['vat'])['vat'], 'DE000')

    def _upsert(self):
        fields = ['id', 'name', 'is_company', 'country_id/id']
        first, second = (self._client.call(PARTNER, 'load', fields=fields, data=[
            ['syncline.customer_1', name, 'True', 'base.de']])['ids'] for name in ('Einmal GmbH', 'Nochmal GmbH'))
        self._recorder.keep('load-by-external-id')
        self._expect('load by external id creates once, then updates', first == second, True)
        self._expect('external ids are readable', self._client.call(PARTNER, 'get_external_id', ids=first),
                     {str(first[0]): 'syncline.customer_1'})
        refused = self._client.call(PARTNER, 'load', fields=fields, data=[['syncline.customer_2', '', 'True', 'base.de']])
        self._recorder.keep('load-refused')
        self._expect('load answers 200 and says what it refused', (refused['ids'], refused['messages'][0]['type']), (False, 'error'))

    def _two_edits(self):
        """No edit is lost between a poll and the next only when the poll overlaps by the second it ended in."""
        id = self._new()
        seconds = set()
        for phone in ('1', '2', '3'):
            self._person.write(PARTNER, id, {'phone': phone})
            seconds.add(self._stored('write_date', id))
        self._expect('three edits have three stored times', len(seconds), 3)
