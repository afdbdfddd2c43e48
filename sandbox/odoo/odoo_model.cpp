#include "sandbox/odoo/odoo_model.h"

#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/odoo/books.h"
#include "sandbox/odoo/calls.h"
#include "sandbox/odoo/selling.h"
#include "sandbox/odoo/shown_value.h"
#include "sandbox/odoo/write.h"

namespace syncline::sandbox {
namespace {

using namespace odoo;

constexpr std::int64_t api_user = 5;
constexpr std::int64_t person_at_work = 6;
constexpr std::string_view prefix = "/json/2/";

std::string_view target_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return path_of(url);
  const std::size_t path = url.find('/', scheme + 3);
  return path == std::string_view::npos ? "/" : path_of(url.substr(path));
}

/// Model and method; both empty when the path is another.
std::pair<std::string_view, std::string_view> called_by(std::string_view url) {
  const std::string_view path = target_of(url);
  if (!path.starts_with(prefix)) return {};
  const std::string_view rest = path.substr(prefix.size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos || rest.find('/', slash + 1) != std::string_view::npos) return {};
  return {rest.substr(0, slash), rest.substr(slash + 1)};
}

HttpResponse json(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, write_json(body)};
}

HttpResponse refused(const Refusal& refusal) {
  HttpResponse response = json(refusal.status, body_of(refusal));
  if (refusal.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer ");
  return response;
}

HttpResponse page(int status, std::string title, std::string text) {
  return {
      status,
      {{"Content-Type", "text/html; charset=utf-8"}},
      "<!DOCTYPE html>\n<title>" + std::to_string(status) + " " + title + "</title>\n<h1>" + title + "</h1>\n" + text};
}

HttpResponse no_database() {
  return page(404, "Not Found",
              "<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n"
              "<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n"
              "<!-- Alternatively, use the X-Odoo-Database header. -->\n");
}

HttpResponse version() { return json(200, Map{{"version_info", List{19, 0, 0, "final", 0, ""}}, {"version", "19.0"}}); }

Outcome<void> check_key(const HttpRequest& request, const std::string& key) {
  const std::string* given = header(request.headers, "Authorization");
  const std::string scheme = given ? to_lower(given->substr(0, 7)) : "";
  if (scheme != "bearer " || trim(given->substr(7)).empty())
    return fail(http_error(401, "Unauthorized", "User not authenticated, use the 'Authorization' header"));
  if (trim(given->substr(7)) != key) return fail(http_error(401, "Unauthorized", "Invalid apikey"));
  return {};
}

Outcome<Map> body_of_request(const HttpRequest& request) {
  if (request.body.empty()) return Map{};
  auto body = parse_json(request.body);
  if (!body) return fail(http_error(400, "BadRequest", "could not parse the body as json: " + body.error().message));
  if (!body->is_map()) return fail(http_error(400, "BadRequest", "could not parse the body, expecting a json object"));
  return std::move(body->as_map());
}

Refusal access_denied() { return {403, "odoo.exceptions.AccessDenied", "Access Denied", List{"Access Denied"}}; }

Refusal no_such_database(const Value& name) {
  return {500, "psycopg2.OperationalError", "FATAL:  database \"" + name.string_or("") + "\" does not exist\n", List{}};
}

std::int64_t number_of(const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

Map born(Instant at, Map row) {
  row.set("create_date", at.us);
  row.set("create_uid", 1);
  row.set("write_date", at.us);
  row.set("write_uid", 1);
  return row;
}

/// As the address that somebody signs in with: "vera@crm.example".
std::string login_of(std::string_view name) { return to_lower(name.substr(0, name.find(' '))) + "@crm.example"; }

void add_user(Tables& tables, std::int64_t id, std::string_view name, std::int64_t partner, bool active, Instant at) {
  tables.put("res.users", id,
             born(at, Map{{"name", name}, {"login", login_of(name)}, {"active", active}, {"partner_id", partner}}));
  Map row;
  for (const Field& field : partner_model().fields) {
    if (!field.computed && field.kind != FieldKind::one2many) row.set(field.name, Value());
  }
  row.set("name", name);
  row.set("active", active);
  row.set("is_company", false);
  row.set("type", "contact");
  tables.put("res.partner", partner, born(at, std::move(row)));
}

void add_company(Tables& tables, Instant at) {
  Map company = *tables.find("res.partner", 2);
  company.set("name", "Muster Vertrieb GmbH");
  company.set("is_company", true);
  company.set("active", true);
  company.set("country_id", 57);
  tables.put("res.partner", 1, born(at, std::move(company)));
}

void add_sales_tables(Tables& tables, Instant at) {
  const auto put = [&](const char* model, std::int64_t id, Map row) {
    row.set("active", true);
    tables.put(model, id, born(at, std::move(row)));
  };
  put("res.currency", 126, Map{{"name", "EUR"}});
  put("account.tax", 1, Map{{"name", "19% VAT"}, {"sequence", 1}, {"amount_type", "percent"}, {"amount", 19}});
  put("crm.stage", 1, Map{{"name", "New"}, {"sequence", 1}, {"is_won", false}});
  put("crm.stage", 2, Map{{"name", "Qualified"}, {"sequence", 2}, {"is_won", false}});
  put("crm.stage", 3, Map{{"name", "Proposition"}, {"sequence", 3}, {"is_won", false}});
  put("crm.stage", 4, Map{{"name", "Won"}, {"sequence", 70}, {"is_won", true}});
  constexpr std::pair<std::int64_t, std::string_view> uoms[] = {
      {1, "Units"}, {4, "Hours"}, {9, "m"}, {13, "L"}, {16, "kg"}};
  for (const auto& [id, name] : uoms) put("uom.uom", id, Map{{"name", name}});
  put("product.pricelist", 1, Map{{"name", "Default"}});
  constexpr std::string_view categories[] = {"Goods", "Expenses", "Services"};
  for (std::int64_t id = 1; id <= 3; ++id)
    put("product.category", id, Map{{"name", categories[id - 1]}, {"complete_name", categories[id - 1]}});
}

Tables fresh_database(const OdooSetup& setup) {
  Tables tables;
  for (const Country& each : countries()) {
    tables.put("res.country", each.id,
               born(setup.installed, Map{{"name", each.name}, {"code", each.code}, {"phone_code", each.phone_code}}));
    tables.name_externally("base." + (each.code == "GB" ? std::string("uk") : to_lower(each.code)), "res.country",
                           each.id);
  }
  for (const int days : {14, 30})
    tables.insert("account.payment.term",
                  born(setup.installed, Map{{"name", std::to_string(days) + " Tage"}, {"active", true}}));
  add_sales_tables(tables, setup.installed);
  const std::string own[] = {"OdooBot",  "Administrator", "Public user", "Portal User Template",
                             setup.user, setup.person};
  for (std::int64_t id = 1; id <= 6; ++id)
    add_user(tables, id, own[id - 1], id + 1, id == 2 || id >= api_user, setup.installed);
  add_company(tables, setup.installed);
  return tables;
}

}  // namespace

OdooModel::OdooModel(OdooSetup setup) : setup_(std::move(setup)), tables_(fresh_database(setup_)) {}

std::unique_ptr<VendorModel> OdooModel::clone() const { return std::make_unique<OdooModel>(*this); }

/// One transaction: a refusal leaves nothing behind but the ids that it used up.
template <class Body>
auto OdooModel::transaction(Instant now, bool by_person, const Body& body) {
  static const FieldFaults none;
  const Tables before = tables_;
  const std::size_t lines = ledger_.size();
  Environment env{.tables = tables_,
                  .faults = by_person ? none : field_faults_,
                  .ledger = ledger_,
                  .now = now,
                  .user = by_person ? person_at_work : api_user,
                  .by_person = by_person,
                  .checks_vat = setup_.checks_vat && !by_person};
  auto outcome = body(env);
  const auto roll_back = [&] {
    tables_.roll_back_to(before);
    ledger_.resize(lines);
  };
  if (!outcome) {
    roll_back();
  } else if constexpr (std::is_same_v<typename decltype(outcome)::value_type, Value>) {
    if ((*outcome)["ids"] == Value(false)) roll_back();  // an import that was refused
  }
  if (by_person) person_refused_ = outcome ? "" : outcome.error().message;
  return outcome;
}

HttpResponse OdooModel::answer(const HttpRequest& request, Instant now) {
  const std::string_view path = target_of(request.url);
  if (path == "/jsonrpc" && request.method == "POST") return answer_rpc(request, now);
  if (path == "/web/webclient/version_info" && request.method == "POST") {
    const auto call = rpc_call(request);
    return rpc_answer(call ? call->id : Value(), rpc_version(setup_.version));
  }
  if (setup_.version >= 19 && (path == "/web/version" || path == "/json/version")) return version();
  const std::string* database = header(request.headers, "X-Odoo-Database");
  if (database ? *database != setup_.database : setup_.several_databases) return no_database();
  const auto [model, method] = called_by(request.url);
  if (setup_.version >= 19 && !method.empty() && request.method == "POST")
    return answer_call(request, model, method, now);
  if (setup_.version >= 19 && path.starts_with("/json/2"))
    return refused(http_error(404, "NotFound", "Did you mean POST /json/2/<model>/<method>?"));
  return page(404, "Not Found",
              "<p>The requested URL was not found on the server. If you entered the URL manually please check your "
              "spelling and try again.</p>\n");
}

HttpResponse OdooModel::answer_call(const HttpRequest& request, std::string_view model, std::string_view method,
                                    Instant now) {
  const std::string* type = header(request.headers, "Content-Type");
  if (!request.body.empty() && (!type || !type->starts_with("application/json")))
    return page(415, "Unsupported Media Type",
                "<p>Request inferred type is compatible with http, but the route takes json2.</p>\n");
  if (auto known = check_key(request, setup_.api_key); !known) return refused(known.error());
  auto arguments = body_of_request(request);
  if (!arguments) return refused(arguments.error());
  const Caller caller{api_user, setup_.reads_external_ids, setup_.languages};
  auto outcome =
      transaction(now, false, [&](Environment& env) { return call(env, caller, model, method, *arguments); });
  return outcome ? json(200, *outcome) : refused(outcome.error());
}

HttpResponse OdooModel::answer_rpc(const HttpRequest& request, Instant now) {
  const auto call = rpc_call(request);
  if (!call) return page(400, "Bad Request", "Invalid JSON data");
  if (call->service == "common" && call->method == "version") return rpc_answer(call->id, rpc_version(setup_.version));
  if (call->service == "common" && call->method == "authenticate" && call->args.size() == 4) {
    if (call->args[0] != Value(setup_.database)) return rpc_answer(call->id, fail(no_such_database(call->args[0])));
    const bool known = call->args[1] == Value(login_of(setup_.user)) && call->args[2] == Value(setup_.api_key);
    return rpc_answer(call->id, known ? Value(api_user) : Value(false));
  }
  auto wanted = model_call(*call, setup_.version);
  if (!wanted) return rpc_answer(call->id, fail(wanted.error()));
  return rpc_answer(call->id, rpc_result(*wanted, execute(*wanted, now), setup_.version));
}

Outcome<Value> OdooModel::execute(const ModelCall& wanted, Instant now) {
  if (wanted.database != setup_.database) return fail(no_such_database(wanted.database));
  if (wanted.user != api_user || wanted.key != setup_.api_key) return fail(access_denied());
  const Caller caller{api_user, setup_.reads_external_ids, setup_.languages};
  return transaction(now, false, [&](Environment& env) {
    return odoo::call(env, caller, wanted.model, wanted.method, wanted.arguments);
  });
}

bool OdooModel::is_write(const HttpRequest& request) const {
  if (target_of(request.url) == "/jsonrpc") {
    const auto call = rpc_call(request);
    return call && call->service == "object" && call->args.size() > 4 && changes_data(call->args[4].string_or(""));
  }
  return request.method == "POST" && changes_data(called_by(request.url).second);
}

std::string OdooModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  const auto id = transaction(now, true, [&](Environment& env) -> Outcome<std::int64_t> {
    const Model* known = model_named(model);
    if (!known) return fail(key_error(model));
    return create_row(env, *known, fields);
  });
  return id ? std::to_string(*id) : std::string();
}

void OdooModel::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  static_cast<void>(transaction(now, true, [&](Environment& env) -> Outcome<void> {
    const Model* known = model_named(model);
    if (!known) return fail(key_error(model));
    return write_row(env, *known, number_of(id), fields);
  }));
}

void OdooModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  static_cast<void>(transaction(now, true, [&](Environment& env) -> Outcome<void> {
    const Model* known = model_named(model);
    if (!known) return fail(key_error(model));
    return unlink_row(env, *known, number_of(id));
  }));
}

void OdooModel::person_merges(const std::string& loser, const std::string& winner, Instant now) {
  static_cast<void>(transaction(
      now, true, [&](Environment& env) { return merge_partners(env, number_of(loser), number_of(winner)); }));
}

bool OdooModel::person_confirms(const std::string& order, Instant now) {
  return transaction(now, true,
                     [&](Environment& env) {
                       return change_state(env, number_of(order), {"draft", "sent"}, "sale", "It is no offer.");
                     })
      .ok();
}

bool OdooModel::person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now) {
  const auto any = transaction(
      now, true, [&](Environment& env) -> Outcome<bool> { return deliver(env, number_of(order), quantities); });
  return any && *any;
}

std::string OdooModel::person_invoices(const std::string& order, Instant now) {
  const auto made =
      transaction(now, true, [&](Environment& env) -> Outcome<std::int64_t> { return bill(env, number_of(order)); });
  return made && *made != 0 ? std::to_string(*made) : std::string();
}

void OdooModel::person_pays(const std::string& invoice, const Decimal& amount, Instant now) {
  static_cast<void>(transaction(now, true, [&](Environment& env) -> Outcome<void> {
    pay(env, number_of(invoice), amount);
    return {};
  }));
}

std::string OdooModel::person_credits(const std::string& invoice, Instant now) {
  const auto made = transaction(
      now, true, [&](Environment& env) -> Outcome<std::int64_t> { return credit(env, number_of(invoice)); });
  return made ? std::to_string(*made) : std::string();
}

Value OdooModel::record(const std::string& model, const std::string& id) const {
  const Model* known = model_named(model);
  const std::int64_t number = number_of(id);
  const Map* row = known ? tables_.find(model, number) : nullptr;
  if (!row) return {};
  Map shown{{"id", number}};
  for (const Field& field : known->fields) {
    Value value = shown_value(tables_, *known, number, *row, field);
    const Value* stored = row->find(field.name);
    if (field.kind == FieldKind::datetime && stored && stored->is_int()) {
      std::string text = to_iso(Instant{stored->as_int()});
      text.pop_back();
      text[10] = ' ';
      value = text;
    }
    shown.set(field.name, std::move(value));
  }
  return shown;
}

std::vector<std::string> OdooModel::ids(const std::string& model) const {
  std::vector<std::string> all;
  for (const auto& [id, row] : tables_.rows(model)) all.push_back(std::to_string(id));
  return all;
}

}  // namespace syncline::sandbox
