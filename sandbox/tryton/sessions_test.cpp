#include "sandbox/tryton/calls_test.h"

namespace syncline::sandbox {
namespace {

const List any_search{List{}, 0, 1, nullptr, Map{}};
constexpr const char* search = "model.party.party.search";

TEST_CASE("a session opens the door until it expires, is left, or grows old") {
  SignedIn tryton;
  CHECK(tryton.send(search, any_search).status == 200);
  tryton.model.expire_sessions();
  const HttpResponse refused = tryton.send(search, any_search);
  CHECK(refused.status == 401);
  CHECK(refused.body == "");
  tryton.sign_in();
  CHECK(tryton.send(search, any_search).status == 200);
  tryton.send("common.db.logout", {});
  CHECK(tryton.send(search, any_search).status == 401);
  tryton.sign_in();
  tryton.now = tryton.now + days(31);
  CHECK(tryton.send(search, any_search).status == 401);
}

TEST_CASE("no sign-in, someone else's session and a wrong password are 401") {
  SignedIn tryton;
  CHECK(tryton.send("common.db.login", List{"sync", Map{{"password", "wrong"}}, "en"}).status == 401);
  CHECK(tryton.raw("common.db.login", List{"sync", Map{}, "en"})["error"].at(0) == Value("LoginException"));
  tryton.authorization = "Session " + base64("sync:2:0123456789");
  CHECK(tryton.send(search, any_search).status == 401);
  tryton.sign_in();
  std::string key;
  REQUIRE(from_base64(tryton.authorization.substr(8), key));
  tryton.authorization = "Session " + base64("sync:1" + key.substr(6));
  CHECK(tryton.send(search, any_search).status == 401);
  tryton.authorization = "";
  CHECK(tryton.send(search, any_search).status == 401);
  tryton.authorization = "Basic " + base64("sync:sandbox");
  CHECK(tryton.send(search, any_search).status == 200);
}

TEST_CASE("too many wrong passwords shut out the right one for a while") {
  SignedIn tryton;
  const auto sign_in = [&](const char* password) {
    return tryton.send("common.db.login", List{"sync", Map{{"password", password}}, "en"}).status;
  };
  for (int i = 0; i < 6; ++i) CHECK(sign_in("wrong") == 401);
  CHECK(sign_in("sandbox") == 429);
  CHECK(tryton.send(search, any_search).status == 200);
  tryton.now = tryton.now + minutes(6);
  CHECK(sign_in("sandbox") == 200);
}

TEST_CASE("addresses and bodies that are none") {
  SignedIn tryton;
  HttpRequest request = tryton.request(search, any_search);
  const auto status = [&](const std::string& url) {
    request.url = url;
    return tryton.model.answer(request, tryton.now).status;
  };
  CHECK(status("/erp/") == 200);
  CHECK(status("http://erp.example:8000/erp/") == 200);
  CHECK(status("/nowhere/") == 200);  // as its own error, once signed in
  CHECK(status("/erp") == 308);
  CHECK(status("/erp/x/y") == 405);
  HttpRequest login = tryton.request("common.db.login", List{"sync", Map{}, "en"});
  login.url = "/nowhere/";
  CHECK(tryton.model.answer(login, tryton.now).status == 404);
  request.url = "/erp/";
  request.body = "{\"id\":";
  CHECK(tryton.model.answer(request, tryton.now).status == 500);
  request.method = "GET";
  CHECK(tryton.model.answer(request, tryton.now).status == 405);
  HttpRequest version = tryton.request("common.server.version", {});
  version.url = "/";
  CHECK(parse_json(tryton.model.answer(version, tryton.now).body).value()["result"] == Value("6.0.29"));
}

TEST_CASE("another key in the body changes the protocol") {
  SignedIn tryton;
  HttpRequest request = tryton.request(search, any_search);
  request.body.insert(1, "\"jsonrpc\":\"2.0\",");
  CHECK(tryton.model.answer(request, tryton.now).body == "[1]");
  HttpRequest wrong = tryton.request("model.party.party.read", List{List{9}, List{"name"}, Map{}});
  wrong.body.insert(1, "\"jsonrpc\":\"2.0\",");
  const HttpResponse refused = tryton.model.answer(wrong, tryton.now);
  CHECK(refused.status == 400);
  CHECK(
      refused.body.ends_with("<p>You are trying to read records &#34;9&#34; of &#34;Party&#34; that don&#39;t exist "
                             "anymore. - </p>\n"));
}

TEST_CASE("unknown methods, models and parameters") {
  SignedIn tryton;
  CHECK(tryton.send("model.party.party.nothing", List{List{1}, Map{}}).status == 403);
  CHECK(tryton.send("model.party.relation.search", any_search).status == 403);
  CHECK(tryton.error("model.party.nothing.search", {}).at(0) == Value("'party.nothing'"));
  CHECK(tryton.raw(search, List{List{}, 0, 1, nullptr})["error"].at(0) == Value("Missing context argument"));
  const auto problem = [&](const char* method, List parameters) {
    return tryton.error(method, std::move(parameters)).at(0).string_or("");
  };
  CHECK(problem("model.party.party.read", {List{1}}) ==
        "ModelSQL.read() missing 1 required positional argument: 'fields_names'");
  CHECK(problem("model.party.party.search_count", {List{}, 0, 1}) ==
        "ModelStorage.search_count() takes 2 positional arguments but 4 were given");
  CHECK(problem(search, {List{}, 0, 1, nullptr, false, false, 1}) ==
        "ModelSQL.search() takes from 2 to 7 positional arguments but 8 were given");
  CHECK(problem("model.party.party.write", {List{1, 1}, Map{}}) == "Duplicate ids");
  CHECK(problem("model.party.party.write", {List{1}, List{1}}) == "'list' object has no attribute 'keys'");
  CHECK(problem("model.party.party.read", {1, List{"name"}}) == "object of type 'int' has no len()");
  CHECK(problem("model.party.party.create", {Map{{"name", "x"}}}) == "'str' object has no attribute 'copy'");
  CHECK(problem(search, {5, 0, 1, nullptr}) == "'int' object is not subscriptable");
}

TEST_CASE("only create, write and delete are writes") {
  SignedIn tryton;
  CHECK(tryton.model.is_write(tryton.request("model.party.party.create", {})));
  CHECK(tryton.model.is_write(tryton.request("model.party.address.write", {})));
  CHECK(tryton.model.is_write(tryton.request("model.party.party.delete", {})));
  CHECK_FALSE(tryton.model.is_write(tryton.request("model.party.party.search_read", {})));
  CHECK_FALSE(tryton.model.is_write(tryton.request("common.db.login", {})));
}

}  // namespace
}  // namespace syncline::sandbox
