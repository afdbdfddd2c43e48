// @bitrix24/b24jssdk, Bitrix24's own client library, talks to our model through an inbound webhook, as it would to a portal.
import assert from "node:assert/strict";
import { AjaxError, ApiVersion, B24Hook, EnumCrmEntityTypeId as type, SdkError, Text } from "@bitrix24/b24jssdk";
import { play, refusal, serve } from "./vendor.mjs";

const portal = await serve(process.argv[2], "bitrix24");
const busy = await serve(process.argv[2], "bitrix24_busy");

/// A client that asks once and does not wait of itself. The library insists on https; the model speaks http on loopback.
function hook({ url }, secret = "sandbox0123456789") {
  const restrictionParams = { maxRetries: 1, rateLimit: { burstLimit: 10_000, drainRate: 10_000, adaptiveEnabled: false } };
  const client = new B24Hook({ b24Url: url, userId: 7, secret }, { restrictionParams });
  client.offClientSideWarning();
  client.getHttpClient(ApiVersion.v2).ajaxClient.interceptors.request.use((config) => {
    config.url = config.url.replace(/^https:/, "http:");
    return config;
  });
  return client;
}

const b24 = hook(portal);
const ask = (client) => async (method, params) => (await client.actions.v2.call.make({ method, params })).getData().result;
const call = ask(b24);
const add = async (entityTypeId, fields) => (await call("crm.item.add", { entityTypeId, fields })).item;
const get = async (entityTypeId, id) => (await call("crm.item.get", { entityTypeId, id })).item;
const told = (error) => [error instanceof AjaxError, error.status, error.code];

const records = [
  [type.contact, { name: "Ida", lastName: "Ölm", fm: [{ typeId: "EMAIL", valueType: "WORK", value: "ida@o.example" }] }, "lastName", "Öhm"],
  [type.company, { title: "Nordwind GmbH", originatorId: "erp", originId: "K-1" }, "title", "Nordwind AG"],
  [type.deal, { title: "Pump line", opportunity: 1900.5, currencyId: "EUR", closedate: "2026-12-01" }, "stageId", "WON"],
  [type.invoice, { title: "Invoice 7", xmlId: "INV-7", opportunity: 119 }, "title", "Invoice 8"],
];

const cases = [
  ["finds the portal alive, and is refused with a wrong code", async () => {
    assert.equal(await b24.tools.healthCheck.make(), true);
    const stranger = hook(portal, "wrong");
    assert.equal(await stranger.tools.healthCheck.make(), false);
    assert.deepEqual(told(await refusal(ask(stranger)("crm.item.list", { entityTypeId: type.deal }))), [true, 401, "NO_AUTH_FOUND"]);
  }],
  ["adds, gets, updates, lists and deletes contacts, companies, deals and smart invoices", async () => {
    for (const [entityTypeId, fields, changed, value] of records) {
      const made = await add(entityTypeId, fields);
      assert.equal(typeof made.id, "number");
      assert.ok(Text.toDateTime(made.createdTime).isValid && Text.toDateTime(made.updatedTime).isValid);
      const shown = await get(entityTypeId, made.id);
      for (const name of Object.keys(fields)) {
        if (name === "closedate") assert.match(shown.closedate, /^2026-12-01T0[012]:00:00\+0[012]:00$/);
        else if (name === "fm") assert.deepEqual([shown.fm[0].typeId, shown.fm[0].value], ["EMAIL", "ida@o.example"]);
        else assert.equal(shown[name], fields[name]);
      }
      const after = (await call("crm.item.update", { entityTypeId, id: made.id, fields: { [changed]: value } })).item;
      assert.equal(after[changed], value);
      const { items } = await call("crm.item.list", { entityTypeId, filter: { [`=${changed}`]: value }, select: ["id", changed] });
      assert.deepEqual(items.map((each) => each[changed]), [value]);
      assert.deepEqual(await call("crm.item.delete", { entityTypeId, id: made.id }), []);
      assert.deepEqual(told(await refusal(get(entityTypeId, made.id))), [true, 400, "NOT_FOUND"]);
    }
  }],
  ["turns pages by next and total, and fetches all by id without counting", async () => {
    const before = (await b24.actions.v2.call.make({ method: "crm.item.list", params: { entityTypeId: type.company } })).getTotal();
    const calls = Array.from({ length: 120 }, (_, i) => ["crm.item.add", { entityTypeId: type.company, fields: { title: `Page ${i}` } }]);
    const made = await b24.actions.v2.batchByChunk.make({ calls, options: { isHaltOnError: false } });
    assert.deepEqual([made.isSuccess, made.getData().length, made.getData()[119].item.title], [true, 120, "Page 119"]);
    const params = { entityTypeId: type.company, order: { id: "ASC" }, select: ["id", "title"] };
    const titles = [];
    for (let page = await b24.actions.v2.call.make({ method: "crm.item.list", params }); page; page = await page.getNext(b24.getHttpClient(ApiVersion.v2))) {
      assert.equal(page.getTotal(), before + 120);
      titles.push(...page.getData().result.items.map((each) => each.title));
    }
    assert.equal(titles.length, before + 120);
    const sizes = [];
    const list = { method: "crm.item.list", params: { entityTypeId: type.company, filter: { "=%title": "Page %" } }, idKey: "id", customKeyForResult: "items" };
    for await (const chunk of b24.actions.v2.fetchList.make(list)) sizes.push(chunk.length);
    assert.deepEqual(sizes, [50, 50, 20]);
    assert.equal((await b24.actions.v2.callList.make(list)).getData().length, 120);
  }],
  ["sends fifty calls as one, some of which need what others answered", async () => {
    const calls = { firm: ["crm.item.add", { entityTypeId: type.company, fields: { title: "Batch GmbH" } }] };
    for (let i = 1; i < 49; ++i)
      calls[`deal${i}`] = ["crm.item.add", { entityTypeId: type.deal, fields: { title: `Deal ${i} of $result[firm][item][title]`, companyId: "$result[firm][item][id]" } }];
    calls.count = { method: "crm.item.list", params: { entityTypeId: type.deal, filter: { "=companyId": "$result[firm][item][id]" }, select: ["id"] } };
    const done = await b24.actions.v2.batch.make({ calls, options: { returnAjaxResult: true } });
    assert.equal(done.isSuccess, true);
    const answers = done.getData();
    assert.equal(Object.keys(answers).length, 50);
    const firm = answers.firm.getData().result.item.id;
    assert.deepEqual([answers.deal48.getData().result.item.companyId, answers.deal48.getData().result.item.title], [firm, "Deal 48 of Batch GmbH"]);
    assert.deepEqual([answers.count.getTotal(), answers.count.getData().result.items.length], [48, 48]);
  }],
  ["goes on behind an error in a batch, or halts there", async () => {
    const calls = [["crm.item.get", { entityTypeId: type.deal, id: 987654 }], ["server.time", {}], ["crm.item.get", { entityTypeId: type.deal, id: "$result[0][item][id]" }]];
    const on = await b24.actions.v2.batch.make({ calls, options: { isHaltOnError: false, returnAjaxResult: true } });
    assert.deepEqual(on.getData().map((each) => each.isSuccess), [false, true, false]);
    assert.deepEqual([...on.getErrors()].map((error) => [error instanceof AjaxError, error.code]), [[true, "NOT_FOUND"], [true, "NOT_FOUND"]]);
    const halted = await b24.actions.v2.batch.make({ calls, options: { isHaltOnError: true, returnAjaxResult: true } });
    assert.deepEqual([halted.isSuccess, halted.getData().length], [false, 1]);
  }],
  ["keeps tax numbers and addresses under requisites; an address is written whole", async () => {
    const company = await add(type.company, { title: "Requisite GmbH" });
    const requisite = await call("crm.requisite.add", { fields: { ENTITY_TYPE_ID: type.company, ENTITY_ID: company.id, PRESET_ID: 1, NAME: "Main", RQ_VAT_ID: "DE136695976" } });
    const place = { TYPE_ID: 1, ENTITY_TYPE_ID: 8, ENTITY_ID: requisite };
    assert.equal(await call("crm.address.add", { fields: { ...place, ADDRESS_1: "Kai 1", CITY: "Kiel" } }), true);
    assert.equal(await call("crm.requisite.update", { id: requisite, fields: { RQ_COMPANY_FULL_NAME: "Requisite" } }), true);
    const filter = { ENTITY_TYPE_ID: type.company, ENTITY_ID: company.id };
    const [shown] = (await b24.actions.v2.callList.make({ method: "crm.requisite.list", params: { filter } })).getData();
    assert.deepEqual([shown.ID, shown.RQ_VAT_ID, shown.RQ_COMPANY_FULL_NAME], [String(requisite), "DE136695976", "Requisite"]);
    assert.equal(await call("crm.address.update", { fields: { ...place, CITY: "Ulm" } }), true);
    const [address] = await call("crm.address.list", { filter: place });
    assert.deepEqual([address.CITY, address.ADDRESS_1 || "", address.ANCHOR_ID], ["Ulm", "", String(company.id)]);
    assert.equal(await call("crm.requisite.delete", { id: requisite }), true);
  }],
  ["sets product rows, which are replaced as a whole and add up to the amount", async () => {
    const deal = await add(type.deal, { title: "Rows" });
    const set = (productRows) => call("crm.item.productrow.set", { ownerType: "D", ownerId: deal.id, productRows });
    const pump = { productName: "Pump", price: 107.1, quantity: 2, taxRate: 19, discountRate: 10 };
    const [first] = (await set([pump])).productRows;
    assert.deepEqual([first.priceExclusive, first.priceNetto, first.priceBrutto], [90, 100, 119]);
    assert.equal((await get(type.deal, deal.id)).opportunity, 214.2);
    const again = (await set([pump, { productName: "Hose", price: 3, quantity: 60 }])).productRows;
    assert.ok(again.length === 2 && again.every((row) => row.id !== first.id));
    const rows = { method: "crm.item.productrow.list", params: { filter: { "=ownerType": "D", "=ownerId": deal.id } }, idKey: "id", customKeyForResult: "productRows" };
    assert.deepEqual((await b24.actions.v2.callList.make(rows)).getData().map((row) => row.quantity), [2, 60]);
  }],
  ["is told what is wrong by code", async () => {
    const code = async (method, params) => told(await refusal(call(method, params)));
    assert.deepEqual(await code("crm.item.productrow.list", { filter: {} }), [true, 400, "100"]);
    assert.deepEqual(await code("crm.item.list", { entityTypeId: 4, filter: { "=nonsense": 1 } }), [true, 400, "INVALID_ARG_VALUE"]);
    assert.deepEqual(await code("crm.item.add", { entityTypeId: 2, fields: { stageId: "NOWHERE" } }), [true, 400, "CRM_FIELD_ERROR_VALUE_NOT_VALID"]);
    assert.deepEqual(await code("crm.nothing.list", {}), [true, 404, "ERROR_METHOD_NOT_FOUND"]);
    assert.deepEqual(await code("event.bind", {}), [true, 403, "WRONG_AUTH_TYPE"]);
    const stopped = b24.actions.v2.fetchList.make({ method: "crm.item.list", params: { entityTypeId: 999 }, idKey: "id", customKeyForResult: "items" });
    assert.ok((await refusal(stopped.next())) instanceof SdkError);
  }],
  ["learns from each answer how long a method worked; one that worked too long is refused, others are not", async () => {
    const client = hook(busy);
    const list = () => ask(client)("crm.item.list", { entityTypeId: type.deal });
    for (let i = 0; i < 3; ++i) await list();
    assert.deepEqual(client.getHttpClient(ApiVersion.v2).getStats().operatingStats, { "crm.item.list": 0.18 });
    assert.deepEqual(told(await refusal(list())), [true, 429, "OPERATION_TIME_LIMIT"]);
    const calls = [["crm.item.list", { entityTypeId: type.deal }], ["crm.item.get", { entityTypeId: type.deal, id: 9 }]];
    const mixed = await client.actions.v2.batch.make({ calls, options: { isHaltOnError: false } });
    assert.deepEqual([...mixed.getErrors()].map((error) => error.code), ["OPERATION_TIME_LIMIT", "NOT_FOUND"]);
    assert.ok(await ask(client)("server.time", {}));
  }],
  ["is refused when the bucket is full", async () => {
    const client = hook(busy);
    let error;
    do error = await ask(client)("user.get", {}).catch((refused) => refused);
    while (!(error instanceof Error) || error.code === "OPERATION_TIME_LIMIT");
    assert.deepEqual(told(error), [true, 503, "QUERY_LIMIT_EXCEEDED"]);
  }],
];

const code = await play(cases);
portal.end();
busy.end();
process.exitCode = code;
