// Any bytes as a vendor's answer, to each question that a connector asks: records, or an error that says where.
#include "connect/http_port.h"
#include "connect/testing.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

template <class T>
void require_sound(const Result<T, Error>& answer) {
  require(answer.ok() || (!answer.error().message.empty() && !answer.error().place.empty()));
}

/// Signs in and knows countries as the vendor would; everything else is answered with the input.
testing::ScriptedClient::Reply reply_to(const HttpRequest& request, const std::string& input, int status) {
  if (request.body.find("common.db.login") != std::string::npos)
    return testing::answer(R"({"id":0,"result":[1,"5e"]})");
  if (request.url.ends_with("/services/oauth2/token") || request.url.ends_with("/oauth2/v2.0/token"))
    return testing::answer(R"({"access_token":"t","instance_url":"https://org.example"})");
  if (request.url.find("/companies?") != std::string::npos)
    return testing::answer(R"({"value":[{"id":"c-1","name":"company"}]})");
  if (request.url.ends_with("/web/webclient/version_info"))
    return testing::answer(R"({"result":{"server_version_info":[14,0,0,"final",0,""]}})");
  if (request.body.find("\"authenticate\"") != std::string::npos) return testing::answer(R"({"result":7})");
  if (request.url.ends_with("/jsonrpc") && request.body.find("res.country") != std::string::npos)
    return testing::answer(R"({"result":[{"id":57,"code":"DE"}]})");
  if (request.url.ends_with("res.country/search_read")) return testing::answer(R"([{"id":57,"code":"DE"}])");
  if (request.body.find("model.country.country") != std::string::npos)
    return testing::answer(R"({"id":1,"result":[{"id":1,"code":"DE"}]})");
  return testing::answer(input, status);
}

/// `variant`: of several APIs the one that is spoken.
void ask(const char* connector, const char* object, Map settings, const std::string& input, int status,
         const char* variant = "") {
  testing::StillRuntime rt;
  testing::ScriptedClient client;
  client.reply = [&](const HttpRequest& request) { return reply_to(request, input, status); };
  static std::map<std::string, std::shared_ptr<const Manifest>> manifests;
  auto& manifest = manifests[std::string(connector) + variant];
  if (!manifest) manifest = testing::shipped(connector, variant);
  const auto port = make_http_port(rt, client, manifest, "it", std::move(settings));
  require(port.ok());
  const RecordKey key{"it", object, "7"};
  const CallContext context;
  for (const ListMode mode : {ListMode::changes, ListMode::sweep})
    require_sound((*port)->list(object, mode, "", context));
  const auto read = (*port)->read(key, context);
  require_sound(read);
  WriteRequest write{EffectOp::create, {"it", object, ""}, Map{{"name", "A"}}, "", "k"};
  const WriteOutcome made = (*port)->write(write, context);
  require(made.kind != WriteOutcome::Kind::applied || !made.native.empty());
  require(made.kind == WriteOutcome::Kind::applied || made.error.has_value());
  const ProbeOutcome probed = (*port)->probe(write, context);
  require(probed.kind != ProbeOutcome::Kind::found || !probed.native.empty());
}

Map settings_with(const char* connector, const Map& others) {
  Map out = testing::settings_of(connector);
  for (const auto& [name, value] : others) out.set(name, value);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  static const Map odoo = testing::settings_of("odoo"), tryton = testing::settings_of("tryton"),
                   salesforce =
                       settings_with("salesforce", {{"url", "https://org.example"}, {"client_secret", "s3cret"}}),
                   business_central = settings_with("business-central", {{"url", "https://bc.example"}});
  for (const int status : {200, 422}) {
    ask("odoo", "company", odoo, input, status, "json2");
    ask("odoo", "company", odoo, input, status, "rpc");
    ask("odoo", "order", odoo, input, status, "rpc");
    ask("tryton", "party", tryton, input, status);
    ask("salesforce", "account", salesforce, input, status);
    ask("salesforce", "deal", salesforce, input, status);
    ask("business-central", "customer", business_central, input, status);
    ask("business-central", "order", business_central, input, status);
  }
  return 0;
}
