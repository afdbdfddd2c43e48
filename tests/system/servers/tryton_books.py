"""The accounting that a Tryton company needs before it can sell: accounts, fiscal years, taxes, ways to be paid."""
import datetime
import decimal

CHART = 'Minimal Account Chart'
FIRST_YEAR, LAST_YEAR = 2025, 2030
TAXES = [('USt 19%', '0.19'), ('USt 7%', '0.07')]
DUNNING_LEVELS = [7, 21, 35]  # days overdue


def open_books(admin, company: int):
    accounts = _accounts(admin, company)
    sequences = _invoice_sequences(admin, company)
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        _fiscal_year(admin, company, year, sequences)
    taxes = [_tax(admin, company, accounts['Main Tax'], *each) for each in TAXES]
    admin.create('product.category', {
        'name': 'Waren 19%', 'accounting': True, 'account_revenue': accounts['Main Revenue'],
        'account_expense': accounts['Main Expense'], 'customer_taxes': [['add', taxes[:1]]]})
    admin.create('account.invoice.payment.method', {
        'name': 'Bank', 'company': company, 'journal': _first(admin, 'account.journal', [['type', '=', 'cash']]),
        'credit_account': accounts['Main Cash'], 'debit_account': accounts['Main Cash']})
    _dunning(admin)


def _accounts(admin, company) -> dict:
    template = _first(admin, 'account.account.template', [['name', '=', CHART], ['parent', '=', None]])
    wizard, *_ = admin.call('wizard.account.create_chart.create')
    given = {'start': {}, 'account': {'company': company, 'account_template': template}}
    shown = admin.call('wizard.account.create_chart.execute', wizard, given, 'create_account')['view']['defaults']
    given['properties'] = {'company': company, 'account_receivable': shown['account_receivable'],
                           'account_payable': shown['account_payable']}
    admin.call('wizard.account.create_chart.execute', wizard, given, 'create_properties')
    admin.call('wizard.account.create_chart.delete', wizard)
    return {row['name']: row['id'] for row in admin.search('account.account', [], ['name'])}


def _invoice_sequences(admin, company) -> dict:
    kind = _first(admin, 'ir.sequence.type', [['name', '=', 'Invoice']])
    return {field: admin.create('ir.sequence.strict', {
        'name': name, 'sequence_type': kind, 'company': company, 'prefix': prefix, 'padding': 5})
        for field, name, prefix in (
            ('out_invoice_sequence', 'Rechnung', 'RE-'), ('out_credit_note_sequence', 'Gutschrift', 'GU-'),
            ('in_invoice_sequence', 'Eingangsrechnung', 'ER-'), ('in_credit_note_sequence', 'Eingangsgutschrift', 'EG-'))}


def _fiscal_year(admin, company, year, invoice_sequences):
    moves = admin.create('ir.sequence', {
        'name': f'Buchungen {year}', 'company': company,
        'sequence_type': _first(admin, 'ir.sequence.type', [['name', '=', 'Account Move']])})
    made = admin.create('account.fiscalyear', {
        'name': str(year), 'company': company, 'start_date': datetime.date(year, 1, 1),
        'end_date': datetime.date(year, 12, 31), 'post_move_sequence': moves,
        'invoice_sequences': [['create', [{'company': company, **invoice_sequences}]]]})
    admin.call('model.account.fiscalyear.create_period', [made])


def _tax(admin, company, account, name, rate) -> int:
    return admin.create('account.tax', {
        'name': name, 'description': name, 'type': 'percentage', 'rate': decimal.Decimal(rate), 'company': company,
        'invoice_account': account, 'credit_note_account': account})


def _dunning(admin):
    procedure = admin.create('account.dunning.procedure', {
        'name': 'Mahnwesen', 'levels': [['create', [
            {'sequence': level, 'overdue': datetime.timedelta(days=days)}
            for level, days in enumerate(DUNNING_LEVELS, 1)]]]})
    admin.create('account.configuration', {'default_dunning_procedure': procedure})


def _first(admin, model, domain) -> int:
    return admin.search(model, domain, [], [['id', 'ASC']], 1)[0]['id']
