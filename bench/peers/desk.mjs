// What both scripts that forward deals share: the server that takes them, and the order that each becomes. Of the
// environment: BOOKS_URL, HOOK_PORT, HOOK_SECRET.
import http from 'node:http';
import {Pool} from 'undici';

export const inFlight = 16;
const books = new Pool(process.env.BOOKS_URL, {connections: inFlight});

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

/** Sends the order; the status that came back. */
export async function deliver(deal) {
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

/** Takes webhooks: `take` says whether the deal was taken over. */
export function listen(take) {
  http
    .createServer(async (request, response) => {
      try {
        if (request.headers['x-secret'] !== process.env.HOOK_SECRET) return response.writeHead(401).end();
        const {deal} = JSON.parse(await body(request));
        const taken = deal.stage === 'won' ? await take(deal) : true;
        response.writeHead(taken ? 200 : 502).end();
      } catch {
        response.writeHead(500).end();
      }
    })
    .listen(process.env.HOOK_PORT, '127.0.0.1');
}
