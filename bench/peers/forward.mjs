// A won deal becomes an order, as a script without state does it: what it cannot deliver is lost, what it is told twice it
// delivers twice. Answers once the order was taken.
import {deliver, listen} from './desk.mjs';

listen(async deal => (await deliver(deal)) === 201);
