// A connector in a project's folder against a SOAP server of npm's `soap`, in both versions: asked what every connector
// must answer, with a record made, changed and removed. The server checks the sign-in in the envelope's header.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import soap from 'soap'

const here = dirname(fileURLToPath(import.meta.url))
const program = process.argv[2]

function fault(is12, code, text) {
  const Fault = is12
    ? { Code: { Value: 'soap:Sender', Subcode: { Value: code } }, Reason: { Text: text }, statusCode: 400 }
    : { faultcode: code, faultstring: text, statusCode: 500 }
  return { Fault }
}

/// Contacts 1 to 20; what `Put` makes is remembered by its key.
function addressBook(is12) {
  const contacts = new Map(), keys = new Map()
  let last = 0
  const put = contact => {
    const id = contact.id ?? String(++last)
    if (contact.id && !contacts.has(id)) throw fault(is12, 'NoSuchContact', `no contact ${id}`)
    contacts.set(id, { ...contacts.get(id), ...contact, id, changed: new Date().toISOString() })
    return { id }
  }
  for (let i = 1; i <= 20; ++i) put({ name: `Müller & Söhne <${i}>`, credit: `${i}.10`, active: true })
  const known = id => {
    if (!contacts.has(id)) throw fault(is12, 'NoSuchContact', `no contact ${id}`)
    return contacts.get(id)
  }
  const operations = {
    List: ({ after, most }) => ({
      contacts: { contact: [...contacts.values()].filter(each => Number(each.id) > after).slice(0, most) } }),
    Get: ({ id }) => ({ contact: known(id) }),
    Put: ({ key, contact }) => {
      if (key && keys.has(key)) return { id: keys.get(key) }
      const made = put(contact)
      if (key) keys.set(key, made.id)
      return made
    },
    Delete: ({ id }) => (known(id), contacts.delete(id), {}),
  }
  return { contacts, service: { AddressBook: { AddressBookPort: operations } } }
}

async function played(version) {
  const is12 = version === '1.2', { contacts, service } = addressBook(is12)
  const server = http.createServer((_, answer) => answer.writeHead(404).end())
  await new Promise(ready => server.listen(0, '127.0.0.1', ready))
  const wsdl = readFileSync(join(here, 'address_book.wsdl'), 'utf8')
  soap.listen(server, { path: '/book', services: service, xml: wsdl, forceSoap12Headers: is12 }).authenticate =
    security => security?.UsernameToken?.Username === 'api' &&
      (security.UsernameToken.Password.$value ?? security.UsernameToken.Password) === 's & s'
  const folder = mkdtempSync(join(tmpdir(), 'syncline-soap-'))
  cpSync(join(here, 'project'), folder, { recursive: true })
  const file = join(folder, 'connectors/address-book/connector.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace('version: "1.1"', `version: "${version}"`))
  const ask = async (password, ...words) => {
    const env = { ...process.env, BOOK_URL: `http://127.0.0.1:${server.address().port}`, BOOK_PASSWORD: password }
    const { stdout } = await promisify(execFile)(
      program, ['connectors', 'test', 'book', '--project', folder, '--json', ...words], { env }).catch(failed => failed)
    return JSON.parse(stdout)
  }
  const said = await ask('s & s', '--object', 'contact', '--write')
  assert.deepEqual(said.filter(each => each.state !== 'ok'), [], `SOAP ${version}`)
  for (const end of ['without a gap: the first 20 came in 3 pages', 'known to be gone', 'reads as it was written',
    'not made twice when it is sent again', 'nothing else of it', 'was removed, and is known to be gone'])
    assert(said.some(each => each.says.endsWith(end)), `SOAP ${version}: ${end}`)
  assert.equal(contacts.size, 20)
  const [refused] = await ask('wrong')
  assert.equal(refused.state, 'FAILED', `SOAP ${version}`)
  server.close()
  rmSync(folder, { recursive: true })
}

for (const version of ['1.1', '1.2']) await played(version)
console.log('soap: 1.1 and 1.2, every question answered, a wrong password refused')
process.exit(0)
