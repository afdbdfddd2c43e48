"""What Odoo 19 does with deals, quotations, orders, invoices, messages, custom fields and models, over JSON-2."""
import base64

from facts import Recorder
from odoo_custom import add_custom_fields

LEAD, ORDER, LINE, PRODUCT, MOVE, FILE = (
    'crm.lead', 'sale.order', 'sale.order.line', 'product.product', 'account.move', 'ir.attachment')
DEAL_WITH_QUOTATIONS = {
    'name': {}, 'stage_id': {}, 'write_date': {}, 'partner_id': {'fields': {'commercial_partner_id': {}}},
    'order_ids': {'order': 'id desc', 'fields': {'name': {}, 'state': {}, 'payment_term_id': {}, 'order_line': {
        'order': 'sequence, id', 'fields': {'product_id': {}, 'product_uom_qty': {}, 'price_unit': {}, 'display_type': {}}}}}}


class OdooSalesFacts:
    """look: the OdooFacts that it continues."""

    def __init__(self, look):
        self._look = look
        self._expect = look._expect
        servers = look._servers
        self._recorder = Recorder('sales-odoo', list(servers.odoo.facts['keys'].values()), look.records)
        self._keep = self._recorder.keep
        self._client = servers.odoo.client('integration', on_exchange=self._recorder.see)
        self._person = servers.odoo.client('person')
        self._books = servers.odoo.client('bookkeeper')
        self._integrator = servers.odoo.client('integrator')

    def check(self):
        self._customer = self._client.create('res.partner', {'name': 'Käufer GmbH', 'is_company': True})
        self._screw, self._nut = self._client.call(PRODUCT, 'create', vals_list=[
            {'default_code': 'S-1', 'name': 'Schraube', 'list_price': 2.5}, {'default_code': 'M-1', 'name': 'Mutter', 'list_price': 1.25}])
        for look in (self._custom, self._deal, self._stages, self._lines, self._calls, self._load, self._messages, self._files,
                     self._products, self._prices, self._invoice):
            look()

    def _answer(self, method, model, keep=None, **arguments):
        """(status, name of the error or body)"""
        answer = self._client.raw(model, method, arguments)
        if keep:
            self._keep(keep)
        body = answer.json
        return answer.status, body['name'] if isinstance(body, dict) and 'debug' in body else body

    def _stored(self, table, id) -> str:
        return self._look._servers.sql('crm', f'select write_date from {table} where id = {id}')[0][0]

    def _moved(self, do, **rows) -> list:
        """Names of the rows (name=(table, id)) whose stamp moves."""
        before = {name: self._stored(*row) for name, row in rows.items()}
        do()
        return [name for name, row in rows.items() if self._stored(*row) != before[name]]

    def _quotation(self, **values) -> int:
        return self._person.create(ORDER, {'partner_id': self._customer, 'order_line': [
            [0, 0, {'product_id': self._screw, 'product_uom_qty': 10}],
            [0, 0, {'product_id': self._nut, 'product_uom_qty': 4, 'price_unit': 1, 'discount': 10}]], **values})

    def _lines_of(self, order) -> list:
        return self._client.call(LINE, 'search', domain=[['order_id', '=', order]], order='id')

    def _custom(self):
        refused = (403, 'odoo.exceptions.AccessError')
        self._expect('the integration\'s user may not make custom fields', self._answer(
            'create', model='ir.model.fields', vals_list=[{'name': 'x_no', 'ttype': 'char', 'model_id': 1}]), refused)
        self._expect('before the custom model is there', self._answer('search', model='x_erp_invoice', domain=[])[0], 404)
        add_custom_fields(self._integrator)
        self._expect('custom models are served at once', self._answer('search', model='x_erp_invoice', domain=[]), (200, []))
        vals = {'x_name': 'R-1', 'x_kind': 'invoice', 'x_partner_id': self._customer, 'x_total': 119.5, 'x_due_date': '2026-12-01'}
        id = self._client.create('x_erp_invoice', vals)
        self._keep('create-custom-record')
        self._expect('and keep what is written', self._client.read('x_erp_invoice', id, ['x_total', 'x_due_date', 'x_open']),
                     {'id': id, 'x_total': 119.5, 'x_due_date': '2026-12-01', 'x_open': 0.0})
        self._expect('who may read need not write', [self._person.raw('x_erp_invoice', method, arguments).status for method, arguments
                     in (('read', {'ids': [id], 'fields': ['x_name']}), ('write', {'ids': [id], 'vals': {'x_open': 1}}))], [200, 403])

    def _deal(self):
        self._lead = self._person.create(LEAD, {'name': 'Regale', 'type': 'opportunity', 'partner_id': self._customer})
        deal = self._client.read(LEAD, self._lead, ['stage_id', 'user_id', 'won_status', 'active', 'company_currency'])
        self._expect('a new deal', (deal['stage_id'][1], deal['user_id'][1], deal['won_status'], deal['active'],
                                    deal['company_currency'][1]), ('New', 'Vera Vertrieb', 'pending', True, 'EUR'))
        lead = dict(lead=('crm_lead', self._lead))
        self._expect('a quotation moves its deal\'s stamp', self._moved(
            lambda: setattr(self, '_order', self._quotation(opportunity_id=self._lead)), **lead), [])
        newer = self._quotation(opportunity_id=self._lead, order_line=[[0, 0, {'display_type': 'line_section', 'name': 'Teil 1'}]])
        answer = self._client.call(LEAD, 'web_search_read', domain=[['id', '=', self._lead]], specification=DEAL_WITH_QUOTATIONS)
        self._keep('deal-with-quotations')
        row = answer['records'][0]
        self._expect('a deal with its quotations in one request, newest first', [each['id'] for each in row['order_ids']],
                     [newer, self._order])
        self._expect('with their lines', [(line['product_id'], line['product_uom_qty'], line['price_unit'])
                                          for line in row['order_ids'][1]['order_line']],
                     [(self._screw, 10.0, 2.5), (self._nut, 4.0, 1.0)])
        self._expect('a section is a line without a product', [(line['product_id'], line['display_type'])
                     for line in row['order_ids'][0]['order_line']], [(False, 'line_section')])
        self._expect('amounts of the quotation', self._client.read(ORDER, self._order, ['amount_untaxed', 'amount_tax', 'amount_total']),
                     {'id': self._order, 'amount_untaxed': 28.6, 'amount_tax': 5.43, 'amount_total': 34.03})
        self._client.call(ORDER, 'unlink', ids=[newer])

    def _stages(self):
        won, = self._client.call('crm.stage', 'search', domain=[['is_won', '=', True]])
        self._expect('a stage that is won moves the deal\'s stamp', self._moved(
            lambda: self._person.write(LEAD, self._lead, {'stage_id': won}), lead=('crm_lead', self._lead)), ['lead'])
        deal = self._client.read(LEAD, self._lead, ['won_status', 'probability', 'date_closed'])
        self._expect('and wins it', (deal['won_status'], deal['probability'], bool(deal['date_closed'])), ('won', 100.0, True))
        self._expect('a won deal cannot be lost', self._answer('action_set_lost', model=LEAD, ids=[self._lead]),
                     (422, 'odoo.exceptions.ValidationError'))
        other = self._person.create(LEAD, {'name': 'Verloren', 'type': 'opportunity'})
        self._person.raw(LEAD, 'action_set_lost', {'ids': [other]})
        self._expect('a lost deal is archived', self._client.read(LEAD, other, ['active', 'won_status']),
                     {'id': other, 'active': False, 'won_status': 'lost'})

    def _lines(self):
        first, second = self._lines_of(self._order)
        rows = dict(lead=('crm_lead', self._lead), order=('sale_order', self._order), line=('sale_order_line', first))
        for what, do, believed in (
                ('a line\'s quantity', lambda: self._person.write(LINE, first, {'product_uom_qty': 11}), ['order', 'line']),
                ('a line\'s text', lambda: self._person.write(LINE, first, {'name': 'lang'}), ['line']),
                ('a line through its order', lambda: self._person.write(
                    ORDER, self._order, {'order_line': [[1, first, {'product_uom_qty': 12}]]}), ['order', 'line']),
                ('a line\'s text through its order', lambda: self._person.write(
                    ORDER, self._order, {'order_line': [[1, first, {'name': 'kurz'}]]}), ['order', 'line']),
                ('what was delivered of a line', lambda: self._person.write(LINE, first, {'qty_delivered': 1}), ['line']),
                ('the order\'s reference', lambda: self._person.write(ORDER, self._order, {'client_order_ref': 'X'}), ['order']),
                ('a deleted line', lambda: self._person.call(LINE, 'unlink', ids=[second]), ['order'])):
            self._expect(f'{what} moves the stamps of', self._moved(do, **rows), believed)
        found = self._client.call(LINE, 'web_search_read', domain=[['order_id.opportunity_id', '=', self._lead]],
                                  specification={'write_date': {}, 'order_id': {'fields': {'opportunity_id': {}}}})
        self._keep('changed-lines')
        self._expect('lines name their deal', found['records'][0]['order_id']['opportunity_id'], self._lead)

    def _calls(self):
        refused = (422, 'odoo.exceptions.UserError')
        for method, believed, state in (
                ('action_quotation_sent', (200, None), 'sent'), ('action_quotation_sent', refused, 'sent'),
                ('action_confirm', (200, True), 'sale'), ('action_confirm', refused, 'sale'),
                ('action_cancel', (200, True), 'cancel'), ('action_draft', (200, True), 'draft')):
            self._expect(method, self._answer(method, model=ORDER, ids=[self._order], keep=method.replace('_', '-')), believed)
            self._expect('makes the order', self._client.read(ORDER, self._order, ['state'])['state'], state)

    def _load(self):
        def load(model, fields, *rows):
            return self._client.call(model, 'load', fields=fields, data=list(rows))
        fields = ['id', 'type', 'name', 'partner_id/.id', 'stage_id/.id', 'expected_revenue', 'x_erp_order_number', 'x_do_not_sync']
        row = ['syncline.deal_1', 'opportunity', 'Auftrag', str(self._customer), '2', '1234.56', 'A-1', '']
        first = load(LEAD, fields, row)
        self._keep('load-deal')
        again = load(LEAD, fields, row)
        self._expect('load creates a deal once', first['ids'] == again['ids'] and first['messages'], [])
        deal = self._client.read(LEAD, first['ids'][0], ['expected_revenue', 'x_erp_order_number', 'stage_id'])
        self._expect('with numbers, custom fields and stage', (deal['expected_revenue'], deal['x_erp_order_number'], deal['stage_id'][0]),
                     (1234.56, 'A-1', 2))
        lines = ['id', 'partner_id/.id', 'order_line/product_id/.id', 'order_line/product_uom_qty']
        rows = ['syncline.order_1', str(self._customer), str(self._screw), '3'], ['', '', str(self._nut), '5']
        order = load(ORDER, lines, *rows)['ids'][0]
        load(ORDER, lines, *rows)
        self._expect('but load of an order adds its lines again', len(self._lines_of(order)), 4)
        item = load('product.pricelist.item', ['id', 'pricelist_id/.id', 'applied_on', 'product_id/.id', 'compute_price', 'min_quantity',
                    'fixed_price'], ['syncline.price_1', '1', '0_product_variant', str(self._screw), 'fixed', '100', '2.25'])
        self._expect('load creates a price', bool(item['ids']), True)

    def _messages(self):
        key = 'syncline.k-1'
        lead = dict(lead=('crm_lead', self._lead))
        post = dict(ids=[self._lead], body=f'Kein <Auftrag> [{key}]', message_type='comment', subtype_xmlid='mail.mt_comment')
        self._expect('a message moves its deal\'s stamp', self._moved(lambda: self._client.call(LEAD, 'message_post', **post), **lead), [])
        self._keep('message-post')
        found = self._client.call('mail.message', 'search_read', domain=[['model', '=', LEAD], ['body', 'like', f'[{key}]']],
                                  fields=['body', 'res_id', 'notified_partner_ids'])
        self._keep('message-found')
        self._expect('it is found by a text in it, and is text', [(each['res_id'], each['body']) for each in found],
                     [(self._lead, f'<p>Kein &lt;Auftrag&gt; [{key}]</p>')])
        owner = self._person.call('res.users', 'search_read', domain=[['login', '=', 'vera@crm.example']], fields=['partner_id'])
        self._expect('and tells the deal\'s owner', found[0]['notified_partner_ids'], [owner[0]['partner_id'][0]])

    def _files(self):
        content = base64.b64encode(b'%PDF-1.7 ' + bytes(range(256))).decode()
        values = dict(name='signed "copy" ä.pdf', res_model=LEAD, res_id=self._lead, mimetype='application/pdf',
                      description='syncline.k-2', datas=content)
        made = []
        self._expect('a file moves its deal\'s stamp', self._moved(
            lambda: made.extend(self._client.call(FILE, 'create', vals_list=[values])), lead=('crm_lead', self._lead)), [])
        found = self._client.call(FILE, 'search_read', fields=['name', 'mimetype', 'file_size', 'type'],
                                  domain=[['res_model', '=', LEAD], ['description', '=', 'syncline.k-2']])
        self._expect('it is found by its description', found, [
            {'id': made[0], 'name': values['name'], 'mimetype': 'application/pdf', 'file_size': 265, 'type': 'binary'}])
        self._expect('its content is as it was', self._client.read(FILE, made[0], ['datas']), {'id': made[0], 'datas': content})
        self._expect('a file of a deal that is not there is refused', self._answer(
            'create', model=FILE, vals_list=[dict(values, res_id=999999)]), (403, 'odoo.exceptions.AccessError'))

    def _products(self):
        template, = self._client.call('product.template', 'search', domain=[['product_variant_ids', '=', self._screw]])
        rows = dict(product=('product_product', self._screw), template=('product_template', template))
        for model, id, values, believed in ((PRODUCT, self._screw, {'name': 'M8'}, ['product', 'template']),
                                            ('product.template', template, {'list_price': 3}, ['product', 'template']),
                                            (PRODUCT, self._screw, {'active': False}, ['product']),
                                            (PRODUCT, self._screw, {'active': True, 'x_stock_quantity': 7}, ['product', 'template'])):
            self._expect(f'{list(values)} of a {model} moves the stamps of',
                         self._moved(lambda: self._client.write(model, id, values), **rows), believed)
        self._expect('an article number may be there twice', isinstance(
            self._client.create(PRODUCT, {'name': 'Zwilling', 'default_code': 'S-1'}), int), True)
        self._expect('a product of an order cannot be deleted', self._answer('unlink', model=PRODUCT, ids=[self._nut]),
                     (422, 'odoo.exceptions.ValidationError'))

    def _prices(self):
        self._person.write(ORDER, self._order, {'order_line': [[0, 0, {'product_id': self._nut, 'product_uom_qty': 1}]]})
        line = self._client.read(LINE, self._lines_of(self._order)[-1], ['price_unit', 'name', 'product_uom_id'])
        self._expect('a line without a price takes the product\'s', (line['price_unit'], line['name']), (1.25, '[M-1] Mutter'))

    def _invoice(self):
        order = self._quotation()
        self._person.call(ORDER, 'action_confirm', ids=[order])
        for line in self._lines_of(order):
            self._person.write(LINE, line, {'qty_delivered': 4})
        wizard, context = 'sale.advance.payment.inv', {'active_model': ORDER, 'active_ids': [order]}
        made = self._books.call(wizard, 'create', vals_list=[{'advance_payment_method': 'delivered'}], context=context)
        self._books.call(wizard, 'create_invoices', ids=made, context=context)
        invoice, = self._client.call(MOVE, 'search', domain=[['line_ids.sale_line_ids.order_id', '=', order]])
        rows = dict(invoice=('account_move', invoice), order=('sale_order', order))
        self._expect('a draft invoice has no number', self._client.read(MOVE, invoice, ['name'])['name'], False)
        self._expect('posting moves', self._moved(lambda: self._books.call(MOVE, 'action_post', ids=[invoice]), **rows), ['invoice'])
        self._expect('paying a part moves', self._moved(lambda: self._pay(invoice, 10), **rows), ['invoice'])
        self._expect('and leaves', self._status(invoice), ('partial', True))
        self._expect('paying the rest moves', self._moved(lambda: self._pay(invoice), **rows), ['invoice'])
        self._expect('and leaves', self._status(invoice), ('paid', False))
        paid = self._client.call('account.payment', 'search_read', domain=[['reconciled_invoice_ids', '=', invoice]], fields=['amount'])
        self._keep('payments-of-an-invoice')
        self._expect('payments name their invoice', len(paid), 2)

    def _pay(self, invoice, amount=None):
        wizard, context = 'account.payment.register', {'active_model': MOVE, 'active_ids': [invoice]}
        made = self._books.call(wizard, 'create', vals_list=[{'amount': amount} if amount else {}], context=context)
        self._books.call(wizard, 'action_create_payments', ids=made, context=context)

    def _status(self, invoice) -> tuple:
        shown = self._client.read(MOVE, invoice, ['payment_state', 'amount_residual'])
        return shown['payment_state'], shown['amount_residual'] > 0
