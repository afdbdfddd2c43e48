"""Fed to `odoo shell` once, on a fresh database: a company, a person at work, and the integration's own user."""
import json

company = env.ref('base.main_company')
company.write({'name': 'Muster Vertrieb GmbH', 'country_id': env.ref('base.de').id, 'currency_id': env.ref('base.EUR').id})

groups = [env.ref(name).id for name in ('base.group_user', 'base.group_partner_manager', 'account.group_account_readonly')]
env['account.payment.term'].create([
    {'name': f'{days} Tage', 'line_ids': [(0, 0, {'value': 'percent', 'value_amount': 100, 'nb_days': days})]}
    for days in (14, 30)])

keys = {}
for who, name, login in (('integration', 'Syncline', 'sync@crm.example'), ('person', 'Vera Vertrieb', 'vera@crm.example')):
    user = env['res.users'].create({'name': name, 'login': login, 'email': login, 'group_ids': [(6, 0, groups)]})
    # As superuser, because a key of an ordinary user would expire inside the cached template.
    keys[who] = env['res.users.apikeys'].with_user(user).sudo()._generate('rpc', 'system tests', None)
env.cr.commit()
print('FACTS ' + json.dumps({'keys': keys}))
