// Which webhooks a CRM sends: one for each partner that was written, while the rule is on.
#include "sandbox/odoo/odoo_notices.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "runtime/simulated.h"
#include "sandbox/odoo/odoo_vendor.h"
#include "sandbox/screens.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

struct Listener final : HttpClient {
  Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant) override {
    urls.push_back(request.url);
    bodies.push_back(*parse_json(request.body));
    return HttpResponse{503, {}, ""};
  }
  std::vector<std::string> urls;
  std::vector<Value> bodies;
};

}  // namespace

TEST_CASE(
    "each partner that was written is reported once, even to a server that refuses; what happens while it is held "
    "comes after") {
  const auto scheduler = make_scheduler();
  Runtime& rt = scheduler->world();
  const SimEnd end = scheduler->run([&] {
    const OdooVendor odoo;
    VendorServer server(rt, odoo.install({}));
    Screen crm(server, odoo);
    Listener listener;
    OdooNotices rule(rt, listener, server);
    const std::string company = crm.add(Company{"Böttcher GmbH", "", "", "", "", "", "", "", "DE", "", ""});
    rule.begin("http://sync.example/hooks/crm/secret");
    const std::string person = crm.add(Person{"Ute Jäger", "ute@x.example", "", ""}, company);
    crm.type(person, "phone", "+49 40 1");
    rt.sleep_for(seconds(1));
    REQUIRE(listener.bodies.size() == 1);
    CHECK(listener.urls.front() == "http://sync.example/hooks/crm/secret");
    CHECK(listener.bodies.front()["_model"] == Value("res.partner"));
    CHECK(std::to_string(listener.bodies.front()["_id"].int_or(0)) == person);
    CHECK(std::to_string(listener.bodies.front()["parent_id"].int_or(0)) == company);
    CHECK(listener.bodies.front()["is_company"] == Value(false));
    CHECK(listener.bodies.front()["type"] == Value("contact"));

    crm.type(company, "phone", "+49 40 2");
    rt.sleep_for(seconds(1));
    REQUIRE(listener.bodies.size() == 2);
    CHECK(listener.bodies.back()["is_company"] == Value(true));
    CHECK(listener.bodies.back()["parent_id"] == Value(false));

    rule.hold(true);
    crm.type(company, "phone", "+49 40 3");
    rt.sleep_for(seconds(1));
    CHECK(listener.bodies.size() == 2);
    const auto forged = rule.forged(company);
    REQUIRE(forged.size() == 2);
    CHECK(forged.front().url == "http://sync.example/hooks/crm");
    rule.hold(false);
    rt.sleep_for(seconds(1));
    CHECK(listener.bodies.size() == 3);
  });
  CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
}
