// A connector begun from $metadata is a manifest, and says what the document says, in version 2 and 4.
#include "base/text.h"
#include "connect/http_port.h"
#include "connect/testing.h"
#include "project/odata_draft.h"

using namespace syncline;

namespace {

std::string document(const std::string& version, const std::string& schemas) {
  return R"(<edmx:Edmx Version=")" + version +
         R"(" xmlns:edmx="urn:edmx" xmlns:sap="http://www.sap.com/Protocols/SAPData"><edmx:DataServices>)" + schemas +
         "</edmx:DataServices></edmx:Edmx>";
}

std::string schema(const std::string& inner) {
  return R"(<Schema Namespace="shop" Alias="Self">)" + inner + "</Schema>";
}

std::string testdata(const char* name) {
  std::ifstream file(std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string sales_4 = testdata("odata_4.xml");

const std::string sales_2 = testdata("odata_2.xml");

std::shared_ptr<const Manifest> begun(const std::string& text, const std::vector<std::string>& sets = {}) {
  const auto service = read_odata(text, "shop.xml", sets);
  if (!service) FAIL(describe(service.error()));
  const std::string draft = draft_odata_connector("shop", *service, "shop.xml", "https://shop.example/odata");
  CAPTURE(draft);
  return testing::manifest_of(draft);
}

/// Lists page after page; the filters that were asked for. Each page has `rows` orders of one stamp.
std::vector<std::string> filters(const std::string& metadata, const std::string& object, int pages, int rows) {
  testing::StillRuntime rt;
  testing::ScriptedClient client;
  client.reply = [&](const HttpRequest&) {
    std::string all;
    for (int i = 0; i < rows; ++i)
      all += std::string(i ? "," : "") + R"({"Order":"A')" + std::to_string(100 + i) + R"(","Id":")" +
             std::to_string(100 + i) +
             R"(","to_Item":{"results":[]},"LastChangeDateTime":"/Date(1777629600000+0000)/"})";
    return testing::answer(R"({"d":{"results":[)" + all + "]}}");
  };
  const auto port = make_http_port(rt, client, begun(metadata), "shop", {{"user", "u"}, {"secret", "s"}});
  REQUIRE(port);
  std::string cursor;
  const ListMode mode = object == "a_ledger" ? ListMode::sweep : ListMode::changes;
  for (int i = 0; i < pages; ++i) {
    const auto page = (*port)->list(object, mode, cursor, {rt.now() + seconds(30), Priority::poll, "t"});
    if (!page) FAIL(describe(page.error()));
    cursor = page->next;
  }
  std::vector<std::string> out;
  for (const HttpRequest& each : client.requests) {
    const std::string url = percent_decode(each.url);
    const std::size_t at = url.find("$filter=");
    out.push_back(at == std::string::npos ? "" : url.substr(at + 8, url.find("&", at) - at - 8));
  }
  return out;
}

TEST_CASE("version 4: sets become objects with their keys, types, references, children and restrictions") {
  const auto manifest = begun(sales_4);
  CHECK(manifest->settings.at("url").fallback == Value("https://shop.example/odata"));
  REQUIRE(manifest->objects.size() == 3);
  const ObjectSpec& customer = manifest->objects.at("customer");
  CHECK(customer.id == "No");
  CHECK(customer.field("limit")->type == ValueType::decimal);
  CHECK(customer.field("kind")->type == ValueType::enumeration);
  CHECK(customer.field("address_city")->path == "address.city");
  CHECK_FALSE(customer.field("tags"));
  CHECK(customer.stamps == std::vector<std::string>{"lastModifiedDateTime"});
  CHECK(customer.changes->strategy == Strategy::keyset);
  CHECK(customer.remove);

  const ObjectSpec& order = manifest->objects.at("sales_order");
  CHECK(order.field("customer_No")->type == ValueType::many2one);
  CHECK(order.traits.needs == std::vector<std::string>{"customer"});
  CHECK(order.field("day")->type == ValueType::date);
  CHECK(order.field("lines")->part.size() == 2);
  CHECK(order.traits.precondition == Precondition::etag);
  CHECK_FALSE(order.remove);
  CHECK_FALSE(order.changes);
  CHECK(manifest->objects.at("rate").id == "id");
}

TEST_CASE("version 2: children by their keys, days, wide numbers as decimals, a token for writes") {
  const auto manifest = begun(sales_2);
  REQUIRE(manifest->objects.size() == 2);
  const ObjectSpec& order = manifest->objects.at("a_order");
  CHECK(manifest->auth.write_token);
  CHECK(order.field("Day")->type == ValueType::date);
  CHECK(order.field("Big")->type == ValueType::decimal);
  CHECK(order.field("to_Item")->part.size() == 3);
  CHECK(order.traits.precondition == Precondition::etag);
  CHECK_FALSE(order.create);
  CHECK(order.update->call.batch.empty() == false);
}

TEST_CASE("version 2: pages follow by the key, changes by the stamp, many of one stamp by the key within it") {
  const auto changed = filters(sales_2, "a_order", 3, 200);
  CHECK(changed[1] == "LastChangeDateTime ge datetimeoffset'2026-05-01T10:00:00Z'");
  CHECK(changed[2] == changed[1] + " and LastChangeDateTime lt datetimeoffset'2026-05-01T10:00:00.001Z'");
  CHECK(filters(sales_2, "a_order", 4, 200)[3] == changed[2] + " and Order gt 'A''299'");
  CHECK(filters(sales_2, "a_ledger", 2, 200) == std::vector<std::string>{"", "Id gt 299L"});
}

TEST_CASE("named sets are taken alone, also those that are part of others") {
  CHECK(begun(sales_2, {"A_OrderItem"})->objects.at("a_order_item").id == "id");
  const auto unknown = read_odata(sales_2, "shop.xml", {"Orders"});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message == "there is no EntitySet \"Orders\"");
  CHECK(unknown.error().remedy == "known: A_Order, A_OrderItem, A_Ledger, A_Text");
}

TEST_CASE("references in a circle, types that are derived from themselves, and complex types without an end do end") {
  const auto manifest = begun(document("4.0", schema(R"x(
    <EntityContainer Name="All"><EntitySet Name="Alphas" EntityType="shop.A"/><EntitySet Name="Betas" EntityType="shop.B"/></EntityContainer>
    <EntityType Name="A" BaseType="shop.A"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Int32"/><Property Name="b" Type="Edm.Int32"/>
      <Property Name="c" Type="shop.C"/>
      <NavigationProperty Name="toB" Type="shop.B"><ReferentialConstraint Property="b" ReferencedProperty="Id"/></NavigationProperty></EntityType>
    <EntityType Name="B"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Int32"/><Property Name="a" Type="Edm.Int32"/>
      <NavigationProperty Name="toA" Type="shop.A"><ReferentialConstraint Property="a" ReferencedProperty="Id"/></NavigationProperty></EntityType>
    <ComplexType Name="C"><Property Name="c" Type="shop.C"/><Property Name="x" Type="Edm.String"/></ComplexType>)x")));
  CHECK(manifest->objects.at("alpha").traits.needs.size() + manifest->objects.at("beta").traits.needs.size() == 1);
  CHECK(manifest->objects.at("beta").field("a")->type == ValueType::many2one);
}

TEST_CASE("a document that is of no use says why and where") {
  const auto wrong = [](const std::string& text) { return read_odata(text, "f.xml").error(); };
  CHECK(wrong("{}").place == "f.xml:1:1");
  CHECK(wrong("<a>\n<b></a>").place == "f.xml:2:6");
  CHECK(wrong("<a>\n<b></a>").message.starts_with("it is no XML: "));
  CHECK(wrong("<html/>").message == "it is no $metadata: its root is no Edmx");
  CHECK(wrong(document("4.0", "")).message == "its DataServices hold no Schema");
  CHECK(wrong(document("4.0", schema(""))).message == "it describes no EntitySet");
  CHECK(
      wrong(document("4.0",
                     schema(R"x(<EntityContainer Name="A"><EntitySet Name="B" EntityType="x.C"/></EntityContainer>)x")))
          .message == "the EntitySet \"B\" is of the type \"x.C\", which it does not describe");
  const auto keyless =
      wrong(document("4.0", schema(R"x(<EntityContainer Name="A"><EntitySet Name="B" EntityType="shop.C"/>
      </EntityContainer><EntityType Name="C"/>)x")));
  CHECK(keyless.code == "odata.empty");
  CHECK(keyless.message.ends_with("B has no key"));
  CHECK_FALSE(wrong("<html/>").remedy.empty());
}

}  // namespace
