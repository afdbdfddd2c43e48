// jsforce, the client library that is used most with Salesforce, talks to our model as it would to an org.
import assert from "node:assert/strict";
import jsforce from "jsforce";
import { play, refusal, serve } from "./vendor.mjs";

const org = await serve(process.argv[2], "salesforce");
const app = { clientId: "sandbox-client", clientSecret: "sandbox-secret", loginUrl: org.url };
let renewed = 0;
const crm = new jsforce.Connection({
  oauth2: app,
  version: "66.0",
  refreshFn: async (connection, done) => {
    ++renewed;
    const token = await connection.oauth2.requestToken({ grant_type: "client_credentials" });
    done(null, token.access_token, token);
  },
});

async function account(fields) {
  const made = await crm.sobject("Account").create({ Name: "Nordwind GmbH", ...fields });
  assert.equal(made.success, true);
  assert.match(made.id, /^001\w{15}$/);
  return made.id;
}

const cases = [
  ["signs in by client credentials", async () => {
    const user = await crm.authorize({ grant_type: "client_credentials" });
    assert.equal(user.organizationId.length, 18);
    assert.equal(crm.instanceUrl, org.url);
    assert.equal((await crm.identity()).username, "sync@example.com");
  }],
  ["is refused with a wrong secret", async () => {
    const other = new jsforce.Connection({ oauth2: { ...app, clientSecret: "wrong" } });
    const error = await refusal(other.authorize({ grant_type: "client_credentials" }));
    assert.equal(error.name, "invalid_client");
    assert.equal(error.message, "invalid client credentials");
  }],
  ["creates, reads, updates and deletes a record", async () => {
    const id = await account({ BillingCity: "Kiel", ERP_Id__c: "K-1" });
    const record = await crm.sobject("Account").retrieve(id);
    assert.equal(record.Name, "Nordwind GmbH");
    assert.equal(record.attributes.type, "Account");
    assert.match(record.SystemModstamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
    const updated = await crm.sobject("Account").update({ Id: id, Name: "Nordwind AG", BillingCity: null });
    assert.equal(updated.success, true);
    const after = await crm.sobject("Account").retrieve(id.slice(0, 15));
    assert.deepEqual([after.Id, after.Name, after.BillingCity], [id, "Nordwind AG", null]);
    assert.equal((await crm.sobject("Account").destroy(id)).success, true);
    assert.equal((await refusal(crm.sobject("Account").retrieve(id))).errorCode, "ENTITY_IS_DELETED");
  }],
  ["upserts by the external id: made once, then updated", async () => {
    const first = await crm.sobject("Account").upsert({ ERP_Id__c: "K-2 ü", Name: "Südwind" }, "ERP_Id__c");
    assert.equal(first.created, true);
    const again = await crm.sobject("Account").upsert({ ERP_Id__c: "K-2 ü", Name: "Südwind AG" }, "ERP_Id__c");
    assert.deepEqual([again.created, again.id], [false, first.id]);
    assert.equal((await crm.sobject("Account").findOne({ ERP_Id__c: "K-2 ü" })).Name, "Südwind AG");
  }],
  ["queries through all pages, however many rows they hold", async () => {
    for (let i = 0; i < 17; ++i) await account({ Name: `Page ${String(i).padStart(2, "0")}`, Industry: "pages" });
    const first = await crm.query("SELECT Id, Name FROM Account WHERE Industry = 'pages' ORDER BY Name");
    assert.equal(first.totalSize, 17);
    assert.equal(first.done, false);
    const all = await crm.query("SELECT Id, Name FROM Account WHERE Industry = 'pages' ORDER BY Name", { autoFetch: true, maxFetch: 100 });
    assert.equal(all.records.length, 17);
    assert.equal(all.records[16].Name, "Page 16");
    assert.equal((await refusal(crm.queryMore("/services/data/v66.0/query/0r8Wz0000000zzzAAA-5"))).errorCode, "INVALID_QUERY_LOCATOR");
  }],
  ["asks by the library's own query builder: LIKE, IN, OR, dates, children", async () => {
    const parent = await account({ Name: "O'Neil & Söhne" });
    await crm.sobject("Contact").create({ LastName: "Ölm", FirstName: "Ida", AccountId: parent, Email: "ida@o.example" });
    const found = await crm.sobject("Account")
      .find({ $or: [{ Name: "O'Neil & Söhne" }, { Id: { $in: [parent] } }], SystemModstamp: { $gte: jsforce.SfDate.toDateTimeLiteral(new Date(Date.now() - 3600e3)) } }, "Id, Name")
      .include("Contacts").select("Id, Name, Account.Name").end();
    assert.equal(found.length, 1);
    assert.equal(found[0].Contacts.records[0].Name, "Ida Ölm");
    assert.equal(found[0].Contacts.records[0].Account.Name, "O'Neil & Söhne");
    const like = await crm.sobject("Account").find({ Name: { $like: "o'neil%" } }).limit(3);
    assert.equal(like.length, 1);
  }],
  ["reads the errors of queries and writes by their codes", async () => {
    const code = async (promise) => (await refusal(promise)).errorCode;
    assert.equal(await code(crm.query("SELECT Id FRM Account")), "MALFORMED_QUERY");
    assert.equal(await code(crm.query("SELECT Nmae FROM Account")), "INVALID_FIELD");
    assert.equal(await code(crm.query("SELECT Id FROM Acount")), "INVALID_TYPE");
    assert.equal(await code(crm.query("SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01'")), "INVALID_FIELD");
    assert.equal(await code(crm.sobject("Account").create({ BillingCity: "Kiel" })), "REQUIRED_FIELD_MISSING");
    assert.equal(await code(crm.sobject("Account").create({ Name: "x".repeat(256) })), "STRING_TOO_LONG");
    assert.equal(await code(crm.sobject("Contact").create({ LastName: "A", Email: "no mail" })), "INVALID_EMAIL_ADDRESS");
    assert.equal(await code(crm.sobject("Contact").create({ LastName: "A", AccountId: "x" })), "MALFORMED_ID");
    assert.equal(await code(crm.sobject("Account").create({ Name: "A", Nmae: "B" })), "INVALID_FIELD");
    await account({ ERP_Id__c: "K-9" });
    assert.equal(await code(account({ ERP_Id__c: "k-9" })), "DUPLICATE_VALUE");
  }],
  ["a record that is locked by someone else's long transaction is refused", async () => {
    const id = await account({});
    await org.person(`lock Account ${id}`);
    const error = await refusal(crm.sobject("Contact").create({ LastName: "A", AccountId: id }));
    assert.equal(error.errorCode, "UNABLE_TO_LOCK_ROW");
    await org.person(`unlock Account ${id}`);
    assert.equal((await crm.sobject("Contact").create({ LastName: "A", AccountId: id })).success, true);
  }],
  ["preconditions: an ETag of an account, a date of anything else", async () => {
    const id = await account({});
    const url = `/services/data/v66.0/sobjects/Account/${id}`;
    const shown = await fetch(org.url + url, { headers: { Authorization: `Bearer ${crm.accessToken}` } });
    const etag = shown.headers.get("etag");
    assert.match(etag, /^".+"$/);
    const patch = (headers) => crm.request({ method: "PATCH", url, headers: { "Content-Type": "application/json", ...headers }, body: JSON.stringify({ Name: "Changed" }) });
    await patch({ "If-Match": etag });
    assert.equal((await refusal(patch({ "If-Match": etag }))).errorCode, "PRECONDITION_FAILED");
    assert.equal((await refusal(patch({ "If-Unmodified-Since": "Sat, 01 Jan 2022 00:00:00 GMT" }))).errorCode, "PRECONDITION_FAILED");
    await patch({ "If-Unmodified-Since": new Date(Date.now() + 60e3).toUTCString() });
  }],
  ["a deal's amount is the sum of its products, whatever is written", async () => {
    const product = await crm.sobject("Product2").create({ Name: "Pump", ProductCode: "P-1", IsActive: true });
    const book = await crm.sobject("Pricebook2").findOne({ IsStandard: true });
    const price = await crm.sobject("PricebookEntry").create({ Pricebook2Id: book.Id, Product2Id: product.id, UnitPrice: 950.5, IsActive: true });
    const deal = await crm.sobject("Opportunity").create({ Name: "Pump line", StageName: "Prospecting", CloseDate: "2026-12-01", Amount: 5 });
    await crm.sobject("OpportunityLineItem").create({ OpportunityId: deal.id, PricebookEntryId: price.id, Quantity: 2 });
    await crm.sobject("Opportunity").update({ Id: deal.id, Amount: 7, StageName: "Closed Won" });
    const [shown] = await crm.sobject("Opportunity").find({ Id: deal.id }, "Id, Amount, IsWon, Probability").include("OpportunityLineItems").select("Quantity, UnitPrice, Product2.ProductCode").end();
    assert.deepEqual([shown.Amount, shown.IsWon, shown.Probability], [1901, true, 100]);
    assert.equal(shown.OpportunityLineItems.records[0].Product2.ProductCode, "P-1");
  }],
  ["deleted and merged records: queryAll, deleted, MasterRecordId", async () => {
    const [loser, winner] = [await account({ Name: "Loser" }), await account({ Name: "Winner" })];
    await org.person(`merge Account ${loser} ${winner}`);
    const all = await crm.query(`SELECT Id, IsDeleted, MasterRecordId FROM Account WHERE Id = '${loser}'`, { scanAll: true });
    assert.deepEqual([all.records[0].IsDeleted, all.records[0].MasterRecordId], [true, winner]);
    assert.equal((await crm.query(`SELECT Id FROM Account WHERE Id = '${loser}'`)).totalSize, 0);
    const deleted = await crm.sobject("Account").deleted(new Date(Date.now() - 3600e3), new Date(Date.now() + 60e3));
    assert.ok(deleted.deletedRecords.some((each) => each.id === loser));
    const updated = await crm.sobject("Account").updated(new Date(Date.now() - 3600e3), new Date(Date.now() + 60e3));
    assert.ok(updated.ids.includes(winner) && !updated.ids.includes(loser));
  }],
  ["describes an object and its fields", async () => {
    const account = await crm.sobject("Account").describe();
    const key = account.fields.find((each) => each.name === "ERP_Id__c");
    assert.deepEqual([key.externalId, key.unique, key.type], [true, true, "string"]);
    assert.equal(account.fields.find((each) => each.name === "OwnerId").relationshipName, "Owner");
  }],
  ["counts calls against the limit of the day", async () => {
    const before = (await crm.limits()).DailyApiRequests.Remaining;
    await crm.query("SELECT Id FROM User");
    assert.equal((await crm.limits()).DailyApiRequests.Remaining, before - 2);
    assert.equal(crm.limitInfo.apiUsage.limit, 100000);
  }],
  ["a session that expired is renewed by the library, once", async () => {
    await org.person("expire");
    assert.equal((await crm.query("SELECT COUNT() FROM User")).totalSize, 1);
    assert.equal((await crm.query("SELECT COUNT() FROM User")).totalSize, 1);
    assert.equal(renewed, 1);
  }],
];

const code = await play(cases);
org.end();
process.exitCode = code;
