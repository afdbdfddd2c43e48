// The same with an outbox: a deal is acknowledged once it is on disk, and forwarded from there. Deals that wait at the same
// moment share a commit. Nothing is lost, and nothing is known of a record once it has been sent. Of the environment: DATA,
// the folder of the database.
import Database from 'better-sqlite3';
import {deliver, inFlight, listen} from './desk.mjs';

const largestGroup = 256;
const db = new Database(`${process.env.DATA}/outbox.db`);
// As in src/store/sqlite/schema.cpp.
db.pragma('page_size = 4096');
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('cache_size = -32768');
db.pragma('wal_autocheckpoint = 32768');
db.exec('CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, deal TEXT NOT NULL) STRICT');

const insert = db.prepare('INSERT INTO outbox (key, deal) VALUES (?, ?) ON CONFLICT DO NOTHING');
const remove = db.prepare('DELETE FROM outbox WHERE id = ?');
const following = db.prepare('SELECT id, deal FROM outbox WHERE id > ? ORDER BY id LIMIT 256');

let waiting = []; // {deal, done}: not on disk yet
let sent = []; // ids
let scheduled = false;

const write = db.transaction((deals, ids) => {
  for (const {deal} of deals) insert.run(deal.id, JSON.stringify(deal));
  for (const id of ids) remove.run(id);
});

function commit() {
  scheduled = false;
  const group = waiting.splice(0, largestGroup);
  const ids = sent;
  sent = [];
  try {
    write(group, ids);
    for (const {done} of group) done(true);
  } catch (error) {
    for (const {done} of group) done(false);
    console.error(error.message);
    process.exit(1); // what is not in the outbox was not acknowledged
  }
  if (waiting.length > 0) schedule();
  forward();
}

function schedule() {
  if (scheduled) return;
  scheduled = true;
  setImmediate(commit);
}

let ready = []; // rows that are read ahead
let readUpTo = 0;
let underWay = 0;

function forward() {
  while (underWay < inFlight) {
    if (ready.length === 0) {
      ready = following.all(readUpTo);
      if (ready.length === 0) return;
      readUpTo = ready.at(-1).id;
    }
    send(ready.shift());
  }
}

async function send({id, deal}) {
  underWay += 1;
  const parsed = JSON.parse(deal);
  for (let pause = 1000; (await deliver(parsed).catch(() => 0)) !== 201; pause = Math.min(60000, pause * 2))
    await new Promise(resolve => setTimeout(resolve, pause));
  underWay -= 1;
  sent.push(id);
  schedule();
  forward();
}

forward(); // what the last process left
listen(deal => new Promise(done => {
  waiting.push({deal, done});
  schedule();
}));
