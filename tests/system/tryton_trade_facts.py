"""What Tryton 6.0 does with products, sales, shipments, invoices and payments."""
import datetime
import decimal

from erp_people import ErpPeople
from servers import TrytonError
from tryton_facts import TrytonFacts

SALE, LINE, INVOICE, SHIPMENT, PRODUCT = 'sale.sale', 'sale.line', 'account.invoice', 'stock.shipment.out', 'product.product'
SALE_FIELDS = [
    'number', 'reference', 'description', 'comment', 'party', 'state', 'invoice_state', 'shipment_state', 'sale_date',
    'shipping_date', 'currency.code', 'payment_term.name', 'untaxed_amount', 'tax_amount', 'total_amount', 'create_date',
    'write_date', '_timestamp', 'lines.type', 'lines.product', 'lines.description', 'lines.quantity', 'lines.unit.symbol',
    'lines.unit_price', 'lines.amount', 'lines.moves.quantity', 'lines.moves.state']
INVOICE_FIELDS = [
    'number', 'type', 'state', 'party', 'invoice_date', 'currency.code', 'untaxed_amount', 'tax_amount', 'total_amount',
    'amount_to_pay', 'lines_to_pay.maturity_date', 'lines_to_pay.dunnings.level.sequence', 'sales', 'lines.origin',
    'lines.product', 'lines.quantity', 'lines.amount', 'create_date', 'write_date', '_timestamp']


class TrytonTradeFacts(TrytonFacts):
    def check(self):
        self._people = ErpPeople(self._person)
        self._products = {row['code']: row for row in self._client.search(PRODUCT, [], ['code', 'template', 'sale_uom'])}
        self._buyer = self._new(name='Käufer AG', addresses=[['create', [
            {'street': 'Rechnungsweg 1', 'city': 'Ulm'}, {'street': 'Rampe 2', 'city': 'Ulm', 'delivery': True}]]])
        for look in (self._catalogue, self._stock, self._forms, self._sale_states, self._late_edits, self._warnings,
                     self._shipping, self._invoicing, self._paying, self._crediting, self._reminding):
            look()
        return self._facts

    def _catalogue(self):
        product = self._products['KB-2010']
        row, = self._client.search(PRODUCT, [['id', '=', product['id']]], [
            'code', 'name', 'list_price', 'default_uom.symbol', 'categories.name', 'create_date', 'write_date', 'template.write_date'])
        self._recorder.keep('product')
        self._expect('a product shows what its template says', (row['name'], row['list_price'], row['default_uom.']['symbol']),
                     ('Mantelleitung NYM-J 3x1,5', decimal.Decimal('0.8950'), 'm'))
        self._expect('a product has a write_date from the start', row['write_date'], row['create_date'])
        self._expect('its template has none', row['template.']['write_date'], None)
        self._person.write('product.template', product['template'], {'list_price': decimal.Decimal('0.91')})
        after = self._client.read(PRODUCT, product['id'], ['list_price', 'write_date', 'template.write_date'])
        self._expect('a new price is seen in the product', after['list_price'], decimal.Decimal('0.91'))
        self._expect('but moves only the stamp of the template',
                     (after['write_date'] == row['write_date'], after['template.']['write_date'] is None), (True, False))
        self._expect('more digits than the price has are refused', self._kind(
            'model.product.template.write', [product['template']], {'list_price': decimal.Decimal('1.23456')}), 'UserError')
        self._expect('a name cannot be written to the product', self._answer(
            f'model.{PRODUCT}.write', [product['id']], {'name': 'x'})[0], lambda kind: kind.startswith('Missing setter') or kind == 'UserError')
        self._expect('products are only for their administrators', self._answer(
            f'model.{PRODUCT}.write', [product['id']], {'description': 'x'})[1], 'You are not allowed to access "Product Variant".')

    def _stock(self):
        id = self._products['SG-3001']['id']
        warehouse = self._client.search('stock.location', [['type', '=', 'warehouse']], ['name'])[0]
        row, = self._client.call(f'model.{PRODUCT}.search_read', [['id', '=', id]], 0, 1, None, ['quantity', 'forecast_quantity'],
                                 context={'locations': [warehouse['id']]})
        self._recorder.keep('stock')
        self._expect('what lies in a warehouse', (row['quantity'], row['forecast_quantity']), (14.0, 14.0))
        self._expect('nothing without a place', self._client.read(PRODUCT, id, ['quantity'])['quantity'], 0.0)

    def _forms(self):
        """What the client does when a person fills in a form, a program can ask for."""
        filled, = self._client.call(f'model.{SALE}.on_change', {'party': self._buyer, 'company': 1}, ['party'])
        self._recorder.keep('sale-form')
        addresses = self._client.read('party.party', self._buyer, ['addresses'])['addresses']
        self._expect('the addresses of a sale', (filled['invoice_address'], filled['shipment_address']), tuple(addresses))
        product = self._products['FI-4040']
        filled = self._client.call(f'model.{LINE}.on_change_product', {
            'product': product['id'], 'quantity': 2.0, 'company': 1, 'sale': {'party': self._buyer, 'company': 1, 'currency': 1}})
        self._recorder.keep('sale-line-form')
        self._expect('unit, price and taxes of a line', (filled['unit'], filled['unit_price'], filled['taxes']['add'][0][1]['id'] > 0),
                     (product['sale_uom'], decimal.Decimal('38.7500'), True))

    def _sale(self, *lines, **values) -> int:
        form = self._client.call(f'model.{SALE}.on_change', {'party': self._buyer, 'company': 1}, ['party'])[0]
        taxes = [row['id'] for row in self._client.search('account.tax', [['name', '=', 'USt 19%']], [])]
        return self._client.create(SALE, {
            'party': self._buyer, 'invoice_address': form['invoice_address'], 'shipment_address': form['shipment_address'],
            'lines': [['create', [{
                'type': 'line', 'product': self._products[sku]['id'], 'unit': self._products[sku]['sale_uom'],
                'quantity': float(quantity), 'unit_price': decimal.Decimal(price), 'taxes': [['add', taxes]]}
                for sku, quantity, price in lines]]], **values})

    def _confirmed(self, *lines) -> int:
        sale = self._sale(*lines)
        self._people.quote(sale)
        self._people.confirm(sale)
        return sale

    def _today(self) -> datetime.date:
        """By the clock of its company, whose day is not everybody's."""
        return self._client.call('model.ir.date.today')

    def _shown(self, sale) -> dict:
        return self._client.search(SALE, [['id', '=', sale]], SALE_FIELDS)[0]

    def _button(self, button, sale, **more):
        return self._kind(f'model.{SALE}.{button}', [sale], **more)

    def _sale_states(self):
        sale = self._sale(('KL-1001', 100, '1.10'), ('FI-4040', 2, '36.0000'), reference='D-4711', comment='syncline:1')
        self._recorder.keep('create-sale')
        row = self._shown(sale)
        self._recorder.keep('sale')
        self._expect('a new sale', (row['state'], row['number'], row['write_date'], row['currency.']['code']), ('draft', None, None, 'EUR'))
        self._expect('its sums', (row['untaxed_amount'], row['tax_amount'], row['total_amount']),
                     (decimal.Decimal('182.00'), decimal.Decimal('34.58'), decimal.Decimal('216.58')))
        self._expect('found by its comment', self._client.call(
            f'model.{SALE}.search', [['comment', 'like', '%syncline:1']], 0, None, None), [sale])
        bare = self._client.create(SALE, {'party': self._buyer})
        self._expect('without an address', self._answer(f'model.{SALE}.quote', [bare], keep='quote-refused')[1],
                     f'To get a quote for sale "({bare})" you must enter an invoice address.')
        stale = row['_timestamp']
        self._person.write(SALE, sale, {'description': 'x'})
        self._expect('a call over an unseen edit', self._button(
            'quote', sale, context={'_timestamp': {f'{SALE},{sale}': stale}}), 'ConcurrencyException')
        self._expect('a confirmation of a draft', self._button('confirm', sale), 'ok')
        self._expect('changes nothing', self._shown(sale)['state'], 'draft')
        self._expect('a quotation', self._button('quote', sale, keep='quote'), 'ok')
        row = self._shown(sale)
        self._expect('has a number', (row['state'], row['number'].isdigit()), ('quotation', True))
        loose = self._client.create(SALE, {'party': self._buyer, 'lines': [['create', [
            {'type': 'line', 'quantity': decimal.Decimal('2.50'), 'unit_price': decimal.Decimal('1')}]]]})
        self._expect('a Decimal is taken for a quantity', self._shown(loose)['lines.'][0]['quantity'], 2.5)
        self._button('quote', sale)
        self._expect('and keeps stamp and number when asked for again',
                     (self._shown(sale)['_timestamp'], self._shown(sale)['number']), (row['_timestamp'], row['number']))
        self._button('draft', sale)
        self._button('quote', sale)
        self._expect('also over a draft in between', self._shown(sale)['number'], row['number'])
        self._button('confirm', sale)
        row = self._people.sale(sale)
        self._expect('a confirmation goes on to processing, with a shipment and an invoice',
                     (row['state'], row['shipment_state'], row['invoice_state'], len(row['shipments']), len(row['invoices'])),
                     ('processing', 'waiting', 'waiting', 1, 1))
        self._expect('and sets the date', self._shown(sale)['sale_date'], self._today())
        for button in ('cancel', 'draft', 'confirm'):
            self._button(button, sale)
        self._expect('from there nothing leads back', self._shown(sale)['state'], 'processing')
        self._expect('processing is for administrators of sales', self._answer(f'model.{SALE}.process', [sale], keep='no-button')[1],
                     'Calling button "process on "sale.sale" is not allowed.')
        self._expect('nor can it be deleted', self._kind(f'model.{SALE}.delete', [sale]), 'UserError')

    def _late_edits(self):
        sale = self._confirmed(('KL-1001', 10, '1.00'))
        before = self._shown(sale)
        line = before['lines.'][0]['id']
        self._expect('the line of a sale that is processed can be written', self._kind(f'model.{LINE}.write', [line], {'note': 'x'}), 'ok')
        self._expect('without moving the sale', self._shown(sale)['write_date'], before['write_date'])
        self._expect('its reference too', self._kind(f'model.{SALE}.write', [sale], {'reference': 'late'}), 'ok')
        self._expect('which moves it', self._shown(sale)['write_date'] > before['write_date'], True)

    def _warnings(self):
        sale = self._sale(('SG-3002', 1, '879.90'))
        self._people.quote(sale)
        self._person.write('party.party', self._buyer, {'credit_limit_amount': decimal.Decimal('1')})
        name = f'credit_limit_amount_{SALE},{sale}'
        kind, words = self._warning(sale)
        self._expect('over the credit limit', (kind, words[0]), ('UserWarning', name))
        self._client.create('res.user.warning', {'user': self._client.user, 'name': name})
        self._expect('once accepted', self._button('confirm', sale), 'ok')
        self._expect('it is done', self._shown(sale)['state'], 'processing')
        self._person.write('party.party', self._buyer, {'credit_limit_amount': None})

    def _warning(self, sale):
        try:
            self._client.call(f'model.{SALE}.confirm', [sale])
        except TrytonError as error:
            self._recorder.keep('confirm-warned')
            return error.kind, error.details
        return 'ok', [None]

    def _shipping(self):
        sale = self._confirmed(('KL-1001', 100, '1.10'), ('LS-4016', 6, '4.20'), ('MO-9001', 2, '78'))
        before = self._shown(sale)
        self._expect('a service is not shipped', [len(line['moves.']) for line in before['lines.']], [1, 1, 0])
        first = self._people.ship(sale, {self._products['KL-1001']['id']: 40})
        after = self._shown(sale)
        self._expect('a part of it is shipped', sorted((move['quantity'], move['state']) for move in after['lines.'][0]['moves.']),
                     [(40.0, 'done'), (60.0, 'draft')])
        self._expect('which leaves the stamp of the sale alone', after['write_date'] == before['write_date'], True)
        moved = self._client.search('stock.move', [['origin', 'like', f'{LINE},%'], ['write_date', '>', before['write_date']]],
                                    ['sale', 'product', 'shipment', 'write_date'], [['write_date', 'ASC']])
        self._expect('but moves of its lines tell of it', {move['sale'] for move in moved}, {sale})
        row, = self._client.search(SHIPMENT, [['id', '=', first]], [
            'number', 'state', 'effective_date', 'outgoing_moves.product', 'outgoing_moves.quantity', 'outgoing_moves.sale', 'write_date'])
        self._recorder.keep('shipment')
        self._expect('a shipment', (row['state'], row['effective_date'], sorted(move['quantity'] for move in row['outgoing_moves.'])),
                     ('done', self._today(), [6.0, 40.0]))
        self._people.ship(sale)
        self._expect('all of it', self._shown(sale)['shipment_state'], 'sent')
        self._expect('that moves the sale', self._shown(sale)['write_date'] > before['write_date'], True)

    def _posted(self, *lines) -> tuple:
        sale = self._confirmed(*lines)
        return sale, self._people.post_invoices(sale)[0]

    def _bill(self, id) -> dict:
        return self._client.search(INVOICE, [['id', '=', id]], INVOICE_FIELDS)[0]

    def _invoicing(self):
        sale = self._confirmed(('FI-4040', 2, '36.0000'))
        draft = self._bill(self._people.sale(sale)['invoices'][0])
        self._expect('an invoice is a draft without number and date', (draft['state'], draft['number'], draft['invoice_date']),
                     ('draft', None, None))
        self._expect('it names its sale', (draft['sales'], draft['lines.'][0]['origin'].split(',')[0]), ([sale], LINE))
        before = self._shown(sale)['write_date']
        posted = self._bill(self._people.post_invoices(sale)[0])
        self._recorder.keep('invoice')
        self._expect('posted', (posted['state'], posted['number'][:3], posted['invoice_date']), ('posted', 'RE-', self._today()))
        self._expect('all of it is open', (posted['amount_to_pay'], posted['total_amount']), (decimal.Decimal('85.68'),) * 2)
        self._expect('its sale does not notice', self._shown(sale)['write_date'], before)

    def _paying(self):
        sale, invoice = self._posted(('KL-1001', 100, '1.00'))
        before = self._bill(invoice)
        self._people.collect(invoice, '19.00')
        partly = self._bill(invoice)
        self._expect('partly paid', (partly['state'], partly['amount_to_pay']), ('posted', decimal.Decimal('100.00')))
        self._expect('moves the invoice', partly['write_date'] > before['write_date'], True)
        payment, = self._client.search('account.move.line', [['invoice_payment', '=', invoice]], [
            'date', 'credit', 'debit', 'party', 'invoice_payment', 'move.number', 'create_date', 'write_date'])
        self._recorder.keep('payment')
        self._expect('a payment', (payment['credit'], payment['debit'], payment['party'], payment['write_date']),
                     (decimal.Decimal('19.00'), 0, self._buyer, None))
        self._people.collect(invoice, '100.00')
        paid = self._bill(invoice)
        self._expect('paid', (paid['state'], paid['amount_to_pay']), ('paid', 0))
        self._expect('the sale knows it', self._people.sale(sale)['invoice_state'], 'paid')
        self._people.ship(sale)
        self._expect('paid and shipped it is done', self._people.sale(sale)['state'], 'done')

    def _crediting(self):
        sale, invoice = self._posted(('KL-1001', 10, '1.00'))
        note = self._bill(self._people.credit(invoice))
        self._recorder.keep('credit-note')
        self._expect('a credit note is an invoice below zero', (note['type'], note['total_amount'], note['number'][:3]),
                     ('out', decimal.Decimal('-11.90'), 'GU-'))
        self._expect('it names the lines of the invoice, and no sale',
                     (note['lines.'][0]['origin'].split(',')[0], note['sales']), ('account.invoice.line', []))
        self._expect('the invoice stays open', self._bill(invoice)['amount_to_pay'], decimal.Decimal('11.90'))
        sale, invoice = self._posted(('KL-1001', 10, '1.00'))
        note = self._bill(self._people.credit(invoice, settle=True))
        self._expect('set off, the invoice is cancelled', (note['state'], self._bill(invoice)['state']), ('paid', 'cancelled'))
        self._expect('which its sale calls an exception', self._people.sale(sale)['invoice_state'], 'exception')

    def _reminding(self):
        _, invoice = self._posted(('KL-1001', 10, '2.00'))
        before = self._bill(invoice)
        due = before['lines_to_pay.'][0]['maturity_date']
        self._people.remind(due + datetime.timedelta(days=8))
        self._people.remind(due + datetime.timedelta(days=22))
        row = self._bill(invoice)
        self._expect('the dunning level', row['lines_to_pay.'][0]['dunnings.'][0]['level.']['sequence'], 2)
        self._expect('moves no stamp of the invoice', row['write_date'], before['write_date'])
        reminders = self._client.search('account.dunning', [['line.move.origin', '=', f'{INVOICE},{invoice}']], [
            'line.move.origin', 'create_date', 'write_date'])
        self._recorder.keep('dunning')
        self._expect('but the reminder names it', [each['line.']['move.']['origin'] for each in reminders], [f'{INVOICE},{invoice}'])
