// What a client of Bitrix24 meets, as the API's documentation has it.
#include <doctest/doctest.h>

#include "base/json.h"
#include "sandbox/bitrix24/bitrix24_model.h"
#include "sandbox/bitrix24/bitrix24_vendor.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

struct Portal {
  Bitrix24Model model;
  Instant now{1'795'226'400'000'000};  // 2026-11-21T02:00:00Z

  explicit Portal(const Bitrix24Setup& setup = {}) : model(setup) {}

  HttpResponse send(const std::string& method, const std::string& body) {
    return model.answer({"POST",
                         "https://acme.example/rest/7/sandbox0123456789/" + method,
                         {{"Content-Type", "application/json"}},
                         body,
                         ""},
                        now);
  }
  Value post(const std::string& method, const std::string& body, int status = 200) {
    const HttpResponse response = send(method, body);
    CHECK_MESSAGE(response.status == status, response.body);
    return parse_json(response.body).value_or(Value());
  }
  std::string company(const std::string& title) { return model.person_creates("company", {{"title", title}}, now); }
  void wait(Duration length) { now = now + length; }
};

}  // namespace

TEST_CASE_FIXTURE(Portal,
                  "bitrix24: moments bear the portal's offset, a day is midnight UTC with it, references are 0") {
  const Value made =
      post("crm.item.add", R"({"entityTypeId":2,"fields":{"title":"Pump","closedate":"2026-12-01","nonsense":1}})");
  const Value& item = made["result"]["item"];
  CHECK(item["closedate"] == Value("2026-12-01T01:00:00+01:00"));
  CHECK(item["updatedTime"] == Value("2026-11-21T03:00:00+01:00"));
  CHECK(item["companyId"] == Value(0));
  CHECK(item["stageId"] == Value("NEW"));
  CHECK(item["ufCrmErpOrderNumber"].is_null());
  CHECK_FALSE(item.as_map().contains("nonsense"));
  CHECK_FALSE(item.as_map().contains("UF_CRM_ERP_ORDER_NUMBER"));
  const Value original = post("crm.item.get", R"({"entityTypeId":2,"id":2,"useOriginalUfNames":"Y"})");
  CHECK(original["result"]["item"].as_map().contains("UF_CRM_ERP_ORDER_NUMBER"));
  CHECK(made["time"]["operating_reset_at"].is_int());
}

TEST_CASE_FIXTURE(Portal, "bitrix24: a record that is not there is a 400, and so is a type that nobody knows") {
  CHECK(post("crm.item.get", R"({"entityTypeId":2,"id":9})", 400)["error"] == Value("NOT_FOUND"));
  CHECK(post("crm.item.list", R"({"entityTypeId":999})", 400)["error"] == Value("NOT_FOUND"));
  CHECK(post("crm.nothing.get", "{}", 404)["error"] == Value("ERROR_METHOD_NOT_FOUND"));
  CHECK(model.answer({"POST", "/rest/7/wrong/crm.item.list", {}, "{}", ""}, now).status == 401);
}

TEST_CASE_FIXTURE(Portal,
                  "bitrix24: pages of fifty; with start=-1 nothing is counted; multifields come with everything only") {
  for (int i = 0; i < 60; ++i) company("C" + std::to_string(i));
  const Value first = post("crm.item.list", R"({"entityTypeId":4,"order":{"id":"ASC"},"select":["id","title"]})");
  CHECK(first["result"]["items"].as_list().size() == 50);
  CHECK(first["next"] == Value(50));
  CHECK(first["total"] == Value(60));
  CHECK_FALSE(first["result"]["items"].at(0).as_map().contains("fm"));
  const Value rest = post("crm.item.list",
                          R"({"entityTypeId":4,"order":{"id":"ASC"},"filter":{">id":100},"start":-1,"select":["*"]})");
  CHECK(rest["result"]["items"].as_list().size() == 10);
  CHECK(rest["next"].is_null());
  CHECK(rest["total"] == Value(0));
  CHECK(rest["result"]["items"].at(0).as_map().contains("fm"));
}

TEST_CASE_FIXTURE(Portal, "bitrix24: filters compare moments by what they mean, and nest") {
  company("Old");
  wait(minutes(1));
  company("New");
  const auto count = [&](const std::string& filter) {
    return post("crm.item.list", R"({"entityTypeId":4,"filter":)" + filter + "}")["result"]["items"].as_list().size();
  };
  CHECK(count(R"({">=updatedTime":"2026-11-21T02:00:30Z"})") == 1);
  CHECK(count(R"({">=updatedTime":"2026-11-21T03:00:30+01:00"})") == 1);
  CHECK(count(R"({"=title":"old"})") == 1);
  CHECK(count(R"({"@id":[2,4,6]})") == 2);
  CHECK(count(R"({"logic":"OR","0":{"=title":"Old"},"1":{">id":3}})") == 2);
  CHECK(count(R"({"%title":"e"})") == 1);
  CHECK(post("crm.item.list", R"({"entityTypeId":4,"filter":{"=nonsense":1}})", 400)["error"] ==
        Value("INVALID_ARG_VALUE"));
}

TEST_CASE_FIXTURE(Portal, "bitrix24: what changes nothing is not saved; a stamp is a second") {
  const std::string id = company("A");
  wait(seconds(10));
  const std::string same = R"({"entityTypeId":4,"id":)" + id + R"(,"fields":{"title":"A"}})";
  CHECK(post("crm.item.update", same)["result"]["item"]["updatedTime"] == Value("2026-11-21T03:00:00+01:00"));
}

TEST_CASE_FIXTURE(
    Portal, "bitrix24: a batch goes on after an error, and calls may use what came before; an empty map is a list") {
  const Value mixed = post("batch", R"({"halt":0,"cmd":{
      "a":"crm.item.add?entityTypeId=4&fields%5Btitle%5D=M%C3%BCller",
      "b":"crm.item.get?entityTypeId=4&id=999",
      "c":"crm.requisite.add?fields[ENTITY_TYPE_ID]=4&fields[ENTITY_ID]=$result[a][item][id]&fields[NAME]=Main&fields[RQ_VAT_ID]=DE1"}})")
      ["result"];
  CHECK(mixed["result"]["a"]["item"]["title"] == Value("Müller"));
  CHECK(mixed["result_error"]["b"]["error"] == Value("NOT_FOUND"));
  CHECK(mixed["result"]["c"].is_int());
  CHECK(mixed["result_next"] == Value(List{}));
  CHECK(model.record("company", "2")["RQ_VAT_ID"] == Value("DE1"));
  const Value halted =
      post("batch", R"({"halt":1,"cmd":{"b":"crm.item.get?entityTypeId=4&id=999","c":"user.get"}})")["result"];
  CHECK(halted["result"] == Value(List{}));
  std::string many;
  for (int i = 0; i < 51; ++i) many += (i ? "," : "") + ("\"c" + std::to_string(i)) + "\":\"server.time\"";
  CHECK(post("batch", R"({"cmd":{)" + many + "}}")["result"]["result_error"]["c50"]["error"] ==
        Value("ERROR_BATCH_LENGTH_EXCEEDED"));
}

TEST_CASE_FIXTURE(Portal,
                  "bitrix24: setting rows replaces them, with new ids, and counts up the amount unless it was typed") {
  const std::string deal = model.person_creates("deal", {{"title", "D"}}, now);
  const std::string rows =
      R"({"ownerType":"D","ownerId":)" + deal +
      R"(,"productRows":[{"productName":"Pump","price":107.1,"quantity":2,"taxRate":19,"discountRate":10}]})";
  const Value row = post("crm.item.productrow.set", rows)["result"]["productRows"].at(0);
  CHECK(row["priceExclusive"].as_decimal() == Decimal(90));
  CHECK(row["priceNetto"].as_decimal() == Decimal(100));
  CHECK(row["priceBrutto"].as_decimal() == Decimal(119));
  CHECK(model.record("deal", deal)["opportunity"].as_decimal() == Decimal::parse("214.2").value());
  CHECK(post("crm.item.productrow.set", rows)["result"]["productRows"].at(0)["id"] != row["id"]);
  model.person_edits("deal", deal, {{"isManualOpportunity", true}, {"opportunity", 7}}, now);
  post("crm.item.productrow.set", rows);
  CHECK(model.record("deal", deal)["opportunity"].as_decimal() == Decimal(7));
  CHECK(post("crm.item.productrow.list", R"({"filter":{"=ownerType":"D"}})", 400)["error"] == Value("100"));
}

TEST_CASE_FIXTURE(Portal, "bitrix24: multifields are changed by their ids, and go without a value") {
  post(
      "crm.item.add",
      R"({"entityTypeId":3,"fields":{"lastName":"Ölm","fm":[{"typeId":"PHONE","valueType":"WORK","value":"1"},{"typeId":"EMAIL","valueType":"WORK","value":"a@b.example"}]}})");
  const Value fm = post("crm.item.get", R"({"entityTypeId":3,"id":2})")["result"]["item"]["fm"];
  const auto id = [&](std::size_t i) { return std::to_string(fm.at(i)["id"].as_int()); };
  const Value after =
      post("crm.item.update",
           R"({"entityTypeId":3,"id":2,"fields":{"fm":{")" + id(0) + R"(":{"value":"2"},")" + id(1) +
               R"(":{"value":""},"n0":{"typeId":"WEB","valueType":"WORK","value":"x"}}}})")["result"]["item"]["fm"];
  REQUIRE(after.as_list().size() == 2);
  CHECK(after.at(0)["value"] == Value("2"));
  CHECK(after.at(1)["typeId"] == Value("WEB"));
  CHECK(post("crm.item.add", R"({"entityTypeId":3,"fields":{"fm":[{"typeId":"EMAIL","value":"none"}]}})",
             400)["error"] == Value("CRM_FIELD_ERROR_VALUE_NOT_VALID"));
}

TEST_CASE(
    "bitrix24: the bucket leaks two calls in a second; a method that worked too long is refused, others are not") {
  Bitrix24Setup setup;
  setup.allowance = {.bucket = 5, .leak = 2, .per_method = milliseconds(150), .each_takes = milliseconds(60)};
  Portal portal(setup);
  for (int i = 0; i < 3; ++i) portal.post("crm.item.list", R"({"entityTypeId":4})");
  CHECK(portal.post("crm.item.list", R"({"entityTypeId":4})", 429)["error"] == Value("OPERATION_TIME_LIMIT"));
  portal.post("user.get", "{}");
  CHECK(portal.post("user.get", "{}", 503)["error"] == Value("QUERY_LIMIT_EXCEEDED"));
  portal.wait(seconds(1));
  portal.post("user.get", "{}");
  portal.wait(minutes(10));
  portal.post("crm.item.list", R"({"entityTypeId":4})");
}

TEST_CASE("bitrix24: people's deals are worth the sum of their rows; a merge leaves no trace") {
  const Bitrix24Vendor vendor;
  const Instant now{1'795'226'400'000'000};
  const auto model = vendor.install(now);
  const std::string pump = vendor.add_article(*model, {"P-1", "Pump", "u", "950.50"}, now);
  const std::string loser = model->person_creates("company", {{"title", "Loser"}}, now);
  const std::string winner = model->person_creates("company", {{"title", "Winner"}}, now);
  const std::string deal = vendor.add_deal(*model, loser, {"Pump line", "won", {{pump, "2"}}}, now);
  CHECK(vendor.shown(*model, "deal", deal, "amount") == "1901");
  CHECK(vendor.shown(*model, "deal", deal, "stage") == "WON");
  vendor.merge(*model, loser, winner, now);
  CHECK(vendor.shown(*model, "deal", deal, "customer") == winner);
  CHECK(model->record("company", loser).is_null());
}
