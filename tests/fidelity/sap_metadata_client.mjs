// What our model of S/4HANA says of its services ($metadata), beside what SAP's own clients of them were generated from.
import assert from "node:assert/strict";
import { described, differences, published } from "./sap_metadata.mjs";
import { play, serve } from "./vendor.mjs";

const system = await serve(process.argv[2], "sap_s4hana");
const services = {
  API_BUSINESS_PARTNER: "business-partner",
  API_SALES_ORDER_SRV: "sales-order",
  API_SALES_QUOTATION_SRV: "sales-quotation",
  API_BILLING_DOCUMENT_SRV: "billing-document",
  API_MATERIAL_STOCK_SRV: "material-stock",
};

async function metadata(service) {
  const answer = await fetch(`${system.url}/sap/opu/odata/sap/${service}/$metadata`,
    { headers: { Authorization: "Basic " + btoa("SYNC_USER:sandbox"), "sap-client": "100" } });
  assert.equal(answer.status, 200);
  return answer.text();
}

const cases = Object.entries(services).map(([name, client]) =>
  [`${name}: sets, keys, properties, types, lengths and links are those that are published`, async () => {
    const ours = described(await metadata(name));
    assert.ok(Object.values(ours).some((type) => Object.keys(type.fields).length > 5));
    assert.deepEqual(differences(ours, published(client)), []);
  }]);

const code = await play(cases);
system.end();
process.exitCode = code;
