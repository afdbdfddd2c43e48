// Customers of one system are written to another, as a script without state does it: it lists all, 200 at a time, and sends
// each, 16 at a time, whether anything has changed or not. Of the environment: DESK_URL, BOOKS_URL.
import {Pool} from 'undici';

const desk = new Pool(process.env.DESK_URL, {connections: 1});
const books = new Pool(process.env.BOOKS_URL, {connections: 16});

function account(customer) {
  return {
    company: customer.name,
    vat_number: customer.vat,
    street: customer.street,
    postal_code: customer.zip,
    town: customer.city,
    country_code: customer.country,
    email: customer.mail,
    telephone: customer.phone,
  };
}

async function put(customer) {
  const answer = await books.request({
    method: 'PUT',
    path: `/accounts/${customer.id}`,
    headers: {'content-type': 'application/json'},
    body: JSON.stringify(account(customer)),
  });
  await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`customer ${customer.id}: ${answer.statusCode}`);
}

let after = '';
for (;;) {
  const {body} = await desk.request({method: 'GET', path: '/customers', query: {after, limit: 200}});
  const page = await body.json();
  let next = 0;
  const worker = async () => {
    while (next < page.length) await put(page[next++]);
  };
  await Promise.all(Array.from({length: 16}, worker));
  if (page.length < 200) break;
  after = page.at(-1).id;
}
await Promise.all([desk.close(), books.close()]);
