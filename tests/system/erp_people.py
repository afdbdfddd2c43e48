"""What the ERP's people do after an order has come in: offer, confirm, ship, invoice, collect, remind, credit. All through
the calls that Tryton's own client makes."""
import datetime
import decimal


class ErpPeople:
    """Records are ids of sale.sale, stock.shipment.out and account.invoice."""

    def __init__(self, client):
        self._client = client

    def sale(self, id: int) -> dict:
        return self._client.read('sale.sale', id, [
            'number', 'reference', 'state', 'shipment_state', 'invoice_state', 'untaxed_amount', 'tax_amount', 'total_amount',
            'shipments', 'invoices', 'party', 'payment_term'])

    def invoice(self, id: int) -> dict:
        return self._client.read('account.invoice', id, [
            'number', 'state', 'total_amount', 'amount_to_pay', 'invoice_date', 'reconciled', 'lines_to_pay.maturity_date'])

    def quote(self, sale: int):
        self._press('sale.sale', 'quote', sale)

    def confirm(self, sale: int):
        """Tryton then makes shipments and invoices by itself."""
        self._press('sale.sale', 'confirm', sale)

    def cancel(self, sale: int):
        self._press('sale.sale', 'cancel', sale)

    def edit_sale(self, sale: int, **values):
        self._client.write('sale.sale', sale, values)

    def ship(self, sale: int, shares: dict = None) -> int:
        """The first shipment that is still to be sent; `shares` (product -> quantity) sends less, and Tryton puts the
        rest into another shipment."""
        shipment = self._client.search('stock.shipment.out', [
            ['id', 'in', self.sale(sale)['shipments']], ['state', 'in', ['waiting', 'assigned', 'picked', 'packed']]], [],
            [['id', 'ASC']], 1)[0]['id']
        if shares:
            self._split(shipment, shares)
        self._press('stock.shipment.out', 'assign_force', shipment)
        for button in ('pick', 'pack', 'done'):
            self._press('stock.shipment.out', button, shipment)
        return shipment

    def post_invoices(self, sale: int) -> list:
        drafts = self._client.search('account.invoice', [
            ['id', 'in', self.sale(sale)['invoices']], ['state', 'in', ['draft', 'validated']]], [], [['id', 'ASC']])
        for invoice in drafts:
            self._press('account.invoice', 'post', invoice['id'])
        return [invoice['id'] for invoice in drafts]

    def collect(self, invoice: int, amount: str, date: datetime.date = None):
        """A payment that came in. What is less than the open amount stays open."""
        client = self._client
        method = client.search('account.invoice.payment.method', [], [], [['id', 'ASC']], 1)[0]['id']
        with _Wizard(client, 'account.invoice.pay', 'account.invoice', invoice) as wizard:
            start = {**wizard.shown, 'payment_method': method, 'amount': decimal.Decimal(amount), 'description': None,
                     'date': date or datetime.date.today()}
            rest = wizard.go('choice', {'start': start})
            if rest:
                wizard.go('pay', {'start': start, 'ask': {**rest, 'type': 'partial'}})

    def credit(self, invoice: int, settle=False) -> int:
        """A credit note over the whole invoice, posted; `settle` sets it off against the invoice."""
        with _Wizard(self._client, 'account.invoice.credit', 'account.invoice', invoice) as wizard:
            wizard.go('credit', {'start': {**wizard.shown, 'with_refund': settle, 'invoice_date': None}})
            note, = wizard.opened
        if not settle:
            self._press('account.invoice', 'post', note)
        return note

    def remind(self, date: datetime.date):
        """Raises the dunning level of all that is overdue on that day."""
        with _Wizard(self._client, 'account.dunning.create') as wizard:
            wizard.go('create_', {'start': {'date': date}})
        drafts = self._client.search('account.dunning', [['state', '=', 'draft']], [])
        if drafts:
            with _Wizard(self._client, 'account.dunning.process', 'account.dunning', *[each['id'] for each in drafts]) as wizard:
                wizard.go('process', {'start': {}})

    def _split(self, shipment, shares):
        moves = self._client.search('stock.shipment.out', [['id', '=', shipment]], [
            'inventory_moves.product', 'inventory_moves.quantity'])[0]['inventory_moves.']
        for move in moves:
            if move['product'] in shares:
                self._client.write('stock.move', move['id'], {'quantity': float(shares[move['product']])})

    def _press(self, model, button, *ids):
        return self._client.call(f'model.{model}.{button}', list(ids))


class _Wizard:
    """A dialogue of the client: `shown` is what its first form holds."""

    def __init__(self, client, name, model=None, *ids):
        self._client, self._name = client, name
        self._context = {'active_model': model, 'active_id': ids[0], 'active_ids': list(ids)} if ids else {}
        self.opened = []

    def __enter__(self):
        self._id, start, _ = self._client.call(f'wizard.{self._name}.create', context=self._context)
        self.shown = self.go(start, {}) or {}
        return self

    def __exit__(self, *raised):
        self._client.call(f'wizard.{self._name}.delete', self._id)

    def go(self, state, forms):
        """Answers what the next form holds; None when there is none."""
        answer = self._client.call(f'wizard.{self._name}.execute', self._id, forms, state, context=self._context)
        for _, opened in answer.get('actions', []):
            self.opened += opened.get('res_id', [])
        if 'view' not in answer:
            return None
        return {name: value for name, value in answer['view']['defaults'].items() if not name.endswith('.')}
