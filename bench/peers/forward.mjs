// A won deal becomes an order, as a script without state does it: what it cannot deliver is lost, what it is told twice it
// delivers twice. Answers once the order was taken. Of the environment: BOOKS_URL, HOOK_SECRET.
import http from 'node:http';
import {Pool} from 'undici';

const books = new Pool(process.env.BOOKS_URL, {connections: 16});

function order(deal) {
  return {
    reference: deal.reference,
    customer: deal.company,
    currency: deal.currency,
    ordered: deal.closed,
    total: deal.amount,
    note: deal.remarks,
    lines: deal.items.map(({sku, text, count, price}) => ({sku, text, quantity: count, price})),
  };
}

async function forward(deal) {
  const answer = await books.request({
    method: 'POST',
    path: '/orders',
    headers: {'content-type': 'application/json', 'idempotency-key': deal.id},
    body: JSON.stringify(order(deal)),
  });
  await answer.body.text();
  return answer.statusCode;
}

function body(request) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    request.on('data', piece => pieces.push(piece)).on('error', reject);
    request.on('end', () => resolve(Buffer.concat(pieces).toString()));
  });
}

http
  .createServer(async (request, response) => {
    try {
      if (request.headers['x-secret'] !== process.env.HOOK_SECRET) return response.writeHead(401).end();
      const {deal} = JSON.parse(await body(request));
      const status = deal.stage === 'won' ? await forward(deal) : 201;
      response.writeHead(status === 201 ? 200 : 502).end();
    } catch {
      response.writeHead(500).end();
    }
  })
  .listen(18080, '127.0.0.1');
