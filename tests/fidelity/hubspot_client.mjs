// @hubspot/api-client, HubSpot's own client library, talks to our model as it would to an account.
import assert from "node:assert/strict";
import hubspot from "@hubspot/api-client";
import { play, refusal, serve } from "./vendor.mjs";

const account = await serve(process.argv[2], "hubspot");
const token = "pat-eu1-sandbox-0123456789";
const client = (accessToken) => new hubspot.Client({ accessToken, basePath: account.url, limiterOptions: { minTime: 0, maxConcurrent: 6 } });
const crm = client(token).crm;
const types = hubspot.AssociationTypes;

const company = async (properties) => (await crm.companies.basicApi.create({ properties: { name: "Nordwind GmbH", ...properties } })).id;
const link = (from, to, associationTypeId) => ({ _from: { id: from }, to: { id: to }, types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId }] });

const cases = [
  ["is refused without a good token", async () => {
    const error = await refusal(client("pat-eu1-wrong").crm.companies.basicApi.getPage());
    assert.deepEqual([error.code, error.body.category], [401, "INVALID_AUTHENTICATION"]);
  }],
  ["creates, reads, updates and archives a record", async () => {
    const id = await company({ city: "Kiel", erp_do_not_sync: true });
    const made = await crm.companies.basicApi.getById(id, ["name", "city", "erp_do_not_sync", "phone"]);
    assert.deepEqual([made.properties.name, made.properties.erp_do_not_sync, made.properties.phone], ["Nordwind GmbH", "true", null]);
    assert.equal(made.properties.hs_object_id, id);
    assert.ok(made.updatedAt instanceof Date && made.archived === false);
    await crm.companies.basicApi.update(id, { properties: { city: "", name: "Nordwind AG" } });
    const after = await crm.companies.basicApi.getById(id, ["name", "city"]);
    assert.deepEqual([after.properties.name, after.properties.city], ["Nordwind AG", null]);
    await crm.companies.basicApi.archive(id);
    assert.equal((await refusal(crm.companies.basicApi.getById(id))).body.category, "OBJECT_NOT_FOUND");
    const archived = await crm.companies.basicApi.getById(id, ["name"], undefined, undefined, true);
    assert.ok(archived.archived && archived.archivedAt instanceof Date);
    assert.ok((await crm.companies.basicApi.getPage(100, undefined, [], undefined, undefined, true)).results.some((each) => each.id === id));
  }],
  ["lists through all pages", async () => {
    for (let i = 0; i < 7; ++i) await crm.products.basicApi.create({ properties: { name: `Pump ${i}`, hs_sku: `P-${i}`, price: "9.50" } });
    const names = [];
    let after;
    do {
      const page = await crm.products.basicApi.getPage(3, after, ["name", "price"]);
      names.push(...page.results.map((each) => each.properties.name));
      after = page.paging?.next?.after;
    } while (after);
    assert.equal(names.length, 7);
    assert.equal((await crm.products.getAll(3)).length, 7);
  }],
  ["searches a window of time, after an id", async () => {
    const ids = [];
    for (let i = 0; i < 5; ++i) ids.push(await company({ name: `Window ${i}` }));
    const stamp = (await crm.companies.basicApi.getById(ids[0])).updatedAt.getTime();
    const window = (after) => crm.companies.searchApi.doSearch({
      filterGroups: [{ filters: [
        { propertyName: "hs_lastmodifieddate", operator: "GTE", value: String(stamp) },
        { propertyName: "hs_lastmodifieddate", operator: "LT", value: String(Date.now() + 60_000) },
        { propertyName: "hs_object_id", operator: "GT", value: after }] }],
      sorts: ["hs_object_id"], properties: ["name"], limit: 3 });
    const first = await window("0");
    assert.deepEqual([first.total, first.results.map((each) => each.id)], [5, ids.slice(0, 3)]);
    assert.equal(first.paging.next.after, "3");
    assert.deepEqual((await window(ids[2])).results.map((each) => each.id), ids.slice(3));
    const deep = await refusal(crm.companies.searchApi.doSearch({ filterGroups: [], limit: 200, after: "9900" }));
    assert.equal(deep.code, 400);
  }],
  ["upserts a batch, each with an outcome of its own", async () => {
    const input = (id, properties) => ({ idProperty: "erp_id", id, objectWriteTraceId: `trace ${id}`, properties });
    const mixed = await crm.companies.batchApi.upsert({ inputs: [input("D-1", { name: "Good" }), input("D-2", { name: "Bad", industry: "NONE" })] });
    assert.deepEqual([mixed.status, mixed.numErrors, mixed.results.length], ["COMPLETE", 1, 1]);
    assert.equal(mixed.results[0]._new, true);
    assert.deepEqual(mixed.errors[0].context.objectWriteTraceId, ["trace D-2"]);
    assert.equal(mixed.errors[0].category, "VALIDATION_ERROR");
    const again = await crm.companies.batchApi.upsert({ inputs: [input("D-1", { name: "Better" })] });
    assert.deepEqual([again.results[0]._new, again.results[0].id], [false, mixed.results[0].id]);
    const read = await crm.companies.batchApi.read({ idProperty: "erp_id", properties: ["name"], propertiesWithHistory: [], inputs: [{ id: "D-1" }, { id: "D-9" }] });
    assert.equal(read.results[0].properties.name, "Better");
    assert.deepEqual(read.errors[0].context.ids, ["D-9"]);
    const whole = await refusal(crm.companies.batchApi.upsert({ inputs: [{ idProperty: "erp_id", id: "D-3", properties: { industry: "NONE" } }] }));
    assert.equal(whole.code, 400);
  }],
  ["relates records by the library's own numbers, and reads which", async () => {
    const [first, second] = [await company({ name: "First" }), await company({ name: "Second" })];
    const deal = await crm.deals.basicApi.create({ properties: { dealname: "Pump line", dealstage: "closedwon", pipeline: "default" }, associations: [link("", first, types.dealToCompany)] });
    await crm.associations.v4.batchApi.create("deals", "companies", { inputs: [link(deal.id, second, types.primaryDealToCompany)] });
    const related = await crm.associations.v4.batchApi.getPage("deals", "companies", { inputs: [{ id: deal.id }] });
    const primary = related.results[0].to.filter((each) => each.associationTypes.some((type) => type.typeId === 5));
    assert.deepEqual([related.results[0].to.length, primary.map((each) => String(each.toObjectId))], [2, [second]]);
    const line = await crm.lineItems.basicApi.create({ properties: { name: "Pump", quantity: "2", price: "49.90" }, associations: [link("", deal.id, types.lineItemToDeal)] });
    assert.equal((await crm.lineItems.basicApi.getById(line.id, ["amount"])).properties.amount, "99.80");
    const shown = await crm.deals.basicApi.getById(deal.id, ["dealname"], undefined, ["line_items", "companies"]);
    assert.deepEqual(shown.associations["line items"].results.map((each) => each.id), [line.id]);
    await crm.associations.v4.batchApi.archive("deals", "companies", { inputs: [{ _from: { id: deal.id }, to: [{ id: first }] }] });
    assert.equal((await crm.associations.v4.basicApi.getPage("deals", deal.id, "companies")).results.length, 1);
    const none = await crm.associations.v4.batchApi.getPage("contacts", "companies", { inputs: [{ id: "1" }] });
    assert.equal(none.errors[0].subCategory, "crm.associations.NO_ASSOCIATIONS_FOUND");
  }],
  ["reads the errors of writes by their codes", async () => {
    const first = await crm.contacts.basicApi.create({ properties: { email: "ida@o.example", lastname: "Ölm" } });
    const twice = await refusal(crm.contacts.basicApi.create({ properties: { email: "IDA@o.example" } }));
    assert.deepEqual([twice.code, twice.body.category], [409, "CONFLICT"]);
    assert.ok(twice.body.message.endsWith(`Existing ID: ${first.id}`));
    const code = async (properties) => (await refusal(crm.deals.basicApi.create({ properties }))).body.errors[0].code;
    assert.equal(await code({ amount: "much" }), "INVALID_LONG");
    assert.equal(await code({ dealstage: "x" }), "INVALID_OPTION");
    assert.equal(await code({ nmae: "x" }), "PROPERTY_DOESNT_EXIST");
    assert.equal(await code({ hs_object_id: "1" }), "READ_ONLY_VALUE");
    assert.equal((await refusal(crm.contacts.basicApi.update(first.id, { properties: { email: "x" } }))).body.errors[0].code, "INVALID_EMAIL");
  }],
  ["the id of a merged record answers with the winner", async () => {
    const [loser, winner] = [await company({ name: "Loser" }), await company({ name: "Winner" })];
    await crm.companies.basicApi.merge({ primaryObjectId: winner, objectIdToMerge: loser });
    const shown = await crm.companies.basicApi.getById(loser, ["name", "hs_merged_object_ids"]);
    assert.deepEqual([shown.id, shown.properties.hs_merged_object_ids], [winner, loser]);
    const found = await crm.companies.searchApi.doSearch({ filterGroups: [{ filters: [{ propertyName: "hs_merged_object_ids", operator: "CONTAINS_TOKEN", value: loser }] }] });
    assert.deepEqual(found.results.map((each) => each.id), [winner]);
  }],
  ["shows owners, pipelines and properties", async () => {
    assert.ok((await crm.owners.ownersApi.getPage()).results.some((each) => each.email === "sales@example.com"));
    const [pipeline] = (await crm.pipelines.pipelinesApi.getAll("deals")).results;
    assert.equal(pipeline.stages.find((each) => each.id === "closedwon").metadata.isClosed, "true");
    assert.equal((await crm.properties.coreApi.getByName("companies", "erp_id")).hasUniqueValue, true);
  }],
  ["signs webhooks as our test vector says", async () => {
    const request = { clientSecret: "11111111-2222-3333-4444-555555555555", url: "https://sync.example.com/hooks/hubspot?tenant=a1", requestBody: '[{"eventId":1,"objectId":512}]', timestamp: 1795226400000 };
    assert.equal(hubspot.Signature.getSignature("POST", "v3", request), "0p1ZFR/Nh2icW3BLzjIOkqjxUdHBQMTYCQlJ450JgSs=");
  }],
];

const code = await play(cases);
account.end();
process.exitCode = code;
