// SAP's own client, the Cloud SDK and its generated classes for OData v2 services, talks to our model of S/4HANA as to a system.
import assert from "node:assert/strict";
import partners from "@sap/cloud-sdk-vdm-business-partner-service";
import sales from "@sap/cloud-sdk-vdm-sales-order-service";
import odata from "@sap-cloud-sdk/odata-v2";
import util from "@sap-cloud-sdk/util";
import { play, refusal, serve } from "./vendor.mjs";

util.setGlobalLogLevel("error");
const { asc, or } = odata;
const system = await serve(process.argv[2], "sap_s4hana");
const destination = { url: system.url, authentication: "BasicAuthentication", username: "SYNC_USER", password: "sandbox", sapClient: "100" };
const service = partners.businessPartnerService(), orders = sales.salesOrderService();
const { businessPartnerApi: partner, businessPartnerAddressApi: address, businessPartnerRoleApi: role, businessPartnerTaxNumberApi: taxNumber, customerSalesAreaApi: area } = service;
const { salesOrderApi: order, salesOrderItemApi: item, salesOrderItemPrElementApi: price } = orders;

const build = (api, fields) => api.entityBuilder().fromJson(fields);
const create = (api, entity) => api.requestBuilder().create(entity).execute(destination);
const read = (api, ...key) => api.requestBuilder().getByKey(...key).execute(destination);
const update = (api, entity) => api.requestBuilder().update(entity);
const named = (organizationBpName1, more = {}) => create(partner, build(partner, { businessPartnerCategory: "2", organizationBpName1, ...more }));
/// What the system said: the SDK wraps it.
const answer = async (promise) => (await refusal(promise)).rootCause.response;

async function customer(name) {
  const { businessPartner } = await named(name, { toBusinessPartnerRole: [{ businessPartnerRole: "FLCU01" }] });
  await create(area, build(area, { customer: businessPartner, salesOrganization: "1010", distributionChannel: "10", division: "00", currency: "EUR", customerPaymentTerms: "0001" }));
  return businessPartner;
}
const header = (soldToParty) => ({ salesOrderType: "OR", salesOrganization: "1010", distributionChannel: "10", organizationDivision: "00", soldToParty });

const cases = [
  ["is refused with a wrong password, and where the client is missing", async () => {
    const all = partner.requestBuilder().getAll().top(1);
    assert.equal((await answer(all.execute({ ...destination, password: "wrong" }))).status, 401);
    assert.equal((await answer(all.execute({ ...destination, sapClient: undefined }))).status, 401);
  }],
  ["makes a partner with its role, address and tax number by one call, with token and cookies that the library asks for", async () => {
    const made = await named("Nordwind GmbH", {
      toBusinessPartnerRole: [{ businessPartnerRole: "FLCU01" }],
      toBusinessPartnerAddress: [{ country: "DE", cityName: "Kiel", streetName: "Kai", houseNumber: "1", postalCode: "24103" }],
      toBusinessPartnerTax: [{ bpTaxType: "DE0", bpTaxNumber: "DE136695976" }],
    });
    assert.match(made.businessPartner, /^\d{7}$/);
    assert.equal(made.customer, made.businessPartner);
    const shown = await partner.requestBuilder().getByKey(made.businessPartner)
      .select(partner.schema.BUSINESS_PARTNER, partner.schema.ORGANIZATION_BP_NAME_1, partner.schema.TO_BUSINESS_PARTNER_ADDRESS, partner.schema.TO_BUSINESS_PARTNER_TAX.select(taxNumber.schema.BP_TAX_TYPE, taxNumber.schema.BP_TAX_NUMBER))
      .execute(destination);
    assert.deepEqual(shown.toBusinessPartnerAddress.map((each) => [each.cityName, each.country]), [["Kiel", "DE"]]);
    assert.deepEqual(shown.toBusinessPartnerTax.map((each) => [each.bpTaxType, each.bpTaxNumber]), [["DE0", "DE136695976"]]);
  }],
  ["reads every property by its type: days and moments, times, exact numbers, flags", async () => {
    const shown = await read(partner, (await named("Types AG")).businessPartner);
    assert.ok(shown.creationDate.isValid() && shown.creationDate.utc().hours() === 0);
    assert.ok(["hours", "minutes", "seconds"].every((part) => Number.isInteger(shown.creationTime[part])));
    assert.deepEqual([shown.lastChangeDate, shown.businessPartnerIsBlocked, shown.organizationBpName1], [null, false, "Types AG"]);
    const made = await create(order, build(order, { ...header(await customer("Numbers AG")), toItem: [{ material: "P-1", requestedQuantity: "2" }] }));
    const kept = await read(order, made.salesOrder);
    assert.ok(kept.lastChangeDateTime.isValid());
    assert.equal(kept.totalNetAmount.toFixed(), "19");
  }],
  ["changes a record under its ETag; an old one is refused, none is refused, any is taken", async () => {
    const { businessPartner } = await named("Etag AG");
    const [mine, theirs] = [await read(partner, businessPartner), await read(partner, businessPartner)];
    assert.match(mine.versionIdentifier, /^W\/".+"$/);
    theirs.searchTerm1 = "THEIRS";
    await update(partner, theirs).execute(destination);
    mine.searchTerm2 = "MINE";
    assert.equal((await answer(update(partner, mine).execute(destination))).status, 412);
    await update(partner, mine).ignoreVersionIdentifier().execute(destination);
    const bare = build(partner, { businessPartner, searchTerm1: "BARE" });
    assert.equal((await answer(update(partner, bare).execute(destination))).status, 428);
    const now = await read(partner, businessPartner);
    assert.deepEqual([now.searchTerm1, now.searchTerm2], ["THEIRS", "MINE"]);
  }],
  ["filters, sorts, counts and turns pages", async () => {
    for (const name of ["Page 1", "Page 2", "Page 3", "O'Neil"]) await named(name, { searchTerm1: "PAGES" });
    const { SEARCH_TERM_1: term, ORGANIZATION_BP_NAME_1: name, CREATION_DATE: made, BUSINESS_PARTNER: id } = partner.schema;
    const today = (await read(partner, (await named("Today")).businessPartner)).creationDate;
    const pages = () => partner.requestBuilder().getAll().filter(term.equals("PAGES"), made.greaterOrEqual(today)).orderBy(asc(id)).select(id, name);
    assert.equal(await pages().count().execute(destination), 4);
    const names = [];
    for (let skip = 0; skip < 6; skip += 2) names.push((await pages().top(2).skip(skip).execute(destination)).map((each) => each.organizationBpName1));
    assert.deepEqual(names, [["Page 1", "Page 2"], ["Page 3", "O'Neil"], []]);
    const either = await pages().filter(term.equals("PAGES"), or(name.equals("O'Neil"), name.equals("Page 2"))).execute(destination);
    assert.deepEqual(either.map((each) => each.organizationBpName1), ["Page 2", "O'Neil"]);
  }],
  ["makes an order with items and a typed price, changes and removes an item by itself", async () => {
    const soldTo = await customer("Order AG");
    const toPricingElement = [{ conditionType: "PPR0", conditionRateValue: "12.34", conditionCurrency: "EUR", conditionQuantity: "1", conditionQuantityUnit: "PC" }];
    const made = await create(order, build(order, { ...header(soldTo), purchaseOrderByCustomer: "CRM-1", toItem: [{ material: "P-1", requestedQuantity: "3", toPricingElement }, { material: "P-1", requestedQuantity: "1" }] }));
    const items = () => item.requestBuilder().getAll().filter(item.schema.SALES_ORDER.equals(made.salesOrder)).select(item.schema.ALL_FIELDS, item.schema.TO_PRICING_ELEMENT.select(price.schema.ALL_FIELDS)).execute(destination);
    const [first, second] = await items();
    assert.deepEqual([first.salesOrderItem, second.salesOrderItem, first.netAmount.toFixed(), second.netAmount.toFixed()], ["10", "20", "37.02", "9.5"]);
    assert.equal(first.toPricingElement[0].conditionRateValue.toFixed(), "12.34");
    first.requestedQuantity = first.requestedQuantity.plus(1);
    await update(item, first).ignoreVersionIdentifier().execute(destination);
    await item.requestBuilder().delete(made.salesOrder, "20").ignoreVersionIdentifier().execute(destination);
    assert.deepEqual((await items()).map((each) => [each.salesOrderItem, each.netAmount.toFixed()]), [["10", "49.36"]]);
    assert.equal((await read(order, made.salesOrder)).totalNetAmount.toFixed(), "49.36");
  }],
  ["sends a batch: readings and a change set, which is done whole or not at all", async () => {
    const { businessPartner } = await named("Batch AG", { toBusinessPartnerAddress: [{ country: "DE", cityName: "Kiel" }] });
    const [shown, [place]] = [await read(partner, businessPartner), await address.requestBuilder().getAll().filter(address.schema.BUSINESS_PARTNER.equals(businessPartner)).execute(destination)];
    shown.searchTerm1 = "BATCH";
    place.cityName = "Ulm";
    const both = () => service.changeset(update(partner, shown).ignoreVersionIdentifier(), update(address, place).ignoreVersionIdentifier());
    const reading = () => partner.requestBuilder().getByKey(businessPartner);
    const done = await service.batch(both(), reading()).execute(destination);
    assert.deepEqual(done.map((each) => each.isSuccess()), [true, true]);
    assert.deepEqual(done[0].responses.map((each) => each.httpCode), [204, 204]);
    assert.equal(done[1].as(partner)[0].searchTerm1, "BATCH");
    shown.organizationBpName1 = "";
    place.cityName = "Bonn";
    const [refused, after] = await service.batch(both(), reading()).execute(destination);
    assert.deepEqual([refused.isSuccess(), refused.httpCode, refused.body.error.code, after.isSuccess()], [false, 400, "R11/401", true]);
    assert.equal((await read(address, businessPartner, place.addressId)).cityName, "Ulm");
  }],
  ["reads what was refused and why", async () => {
    const refused = await answer(create(order, build(order, header("999"))));
    assert.deepEqual([refused.status, refused.data.error.code], [400, "V1/555"]);
    assert.ok(refused.data.error.message.value.includes("999") && refused.data.error.innererror.errordetails.length > 1);
    assert.equal((await answer(read(partner, "9999999"))).status, 404);
    const locked = await create(order, build(order, { ...header(await customer("Lock AG")), toItem: [{ material: "P-1", requestedQuantity: "1" }] }));
    await system.person(`lock A_SalesOrder ${locked.salesOrder}`);
    const kept = await read(order, locked.salesOrder);
    kept.purchaseOrderByCustomer = "X";
    assert.match((await answer(update(order, kept).execute(destination))).data.error.message.value, /currently being processed/);
  }],
];

const code = await play(cases);
system.end();
process.exitCode = code;
