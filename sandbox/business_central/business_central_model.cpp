#include "sandbox/business_central/business_central_model.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/business_central/documents.h"

namespace syncline::sandbox {
namespace {

using namespace business_central;

constexpr Duration window = minutes(5), token_lifetime = seconds(3599);
constexpr std::size_t most_in_batch = 100;

HttpResponse oauth_error(int status, const char* error, const char* description) {
  return json_answer(status, Map{{"error", error}, {"error_description", description}});
}

std::string path_in(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == std::string::npos ? 0 : url.find('/', scheme + 3);
  return path == std::string::npos ? "/" : std::string(path_of(std::string_view(url).substr(path)));
}

bool is_sign_in(const HttpRequest& request) { return path_in(request.url).ends_with("/oauth2/v2.0/token"); }

}  // namespace

BusinessCentralModel::BusinessCentralModel(const BusinessCentralSetup& setup) : setup_(setup) {
  for (const std::string& name : {std::string("Other Company"), setup.company}) {
    Row& row = tables_.add(*type_of_set("companies"), {});
    row.fields.set("name", name);
    row.fields.set("displayName", name);
    row.fields.set("systemVersion", setup.version);
    company_ = row.id;
  }
  Row& information = tables_.add(*type_of_set("companyInformation"), {});
  information.fields.set("displayName", setup.company);
  information.fields.set("currencyCode", setup.currency);
  for (const auto& [code, days] : {std::pair{"14 TAGE", "14D"}, {"30 TAGE", "30D"}, {"SOFORT", "0D"}}) {
    Row& term = tables_.add(*type_of_set("paymentTerms"), {});
    term.fields.set("code", code);
    term.fields.set("displayName", code);
    term.fields.set("dueDateCalculation", days);
  }
}

HttpResponse BusinessCentralModel::sign_in(const HttpRequest& request, Instant now) {
  Map form;
  for (const auto& [name, value] : parse_form(request.body)) form.set(name, value);
  const auto is = [&](const char* name, const std::string& wanted) {
    const Value* found = form.find(name);
    return found && *found == Value(wanted);
  };
  if (path_in(request.url) != "/" + setup_.tenant + "/oauth2/v2.0/token")
    return oauth_error(400, "invalid_request", "AADSTS90002: Tenant was not found.");
  if (!is("grant_type", "client_credentials"))
    return oauth_error(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
  const Value* scope = form.find("scope");
  if (!scope || !scope->string_or("").ends_with("/.default"))
    return oauth_error(400, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid.");
  if (!is("client_id", setup_.client_id) || !is("client_secret", setup_.client_secret))
    return oauth_error(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
  const std::string token = "eyJ0." + std::to_string(++*tokens_given_);
  (*tokens_)[token] = now + token_lifetime;
  return json_answer(200, Map{{"token_type", "Bearer"},
                              {"expires_in", token_lifetime.us / 1'000'000},
                              {"ext_expires_in", token_lifetime.us / 1'000'000},
                              {"access_token", token}});
}

bool BusinessCentralModel::is_signed_in(const HttpRequest& request, Instant now) const {
  const std::string* given = header(request.headers, "Authorization");
  if (!given || !given->starts_with("Bearer ")) return false;
  const auto token = tokens_->find(given->substr(7));
  return token != tokens_->end() && now < token->second;
}

bool BusinessCentralModel::too_many(Instant now) {
  while (!calls_.empty() && calls_.front() + window <= now) calls_.pop_front();
  calls_.push_back(now);
  return calls_.size() > setup_.calls_per_window;
}

HttpResponse BusinessCentralModel::answer(const HttpRequest& request, Instant now) {
  if (is_sign_in(request)) return sign_in(request, now);
  if (too_many(now)) return {429, {}, ""};
  if (!is_signed_in(request, now))
    return answer_of({401, "Authentication_InvalidCredentials", "The server has rejected the client credentials."});
  const auto target = target_of(request, setup_.tenant, setup_.environment);
  if (!target || target->segments.empty())
    return answer_of({404, "BadRequest_NotFound", "No HTTP resource was found that matches the request URI."});
  return serve(request, *target, now);
}

HttpResponse BusinessCentralModel::serve(const HttpRequest& request, const Target& target, Instant now) {
  const Segment& first = target.segments.front();
  if (first.name == "$metadata") return {200, {{"Content-Type", "application/xml"}}, metadata_document()};
  if (first.name == "$batch" && request.method == "POST") return batch(request, target, now);
  if (first.name == "subscriptions") return subscriptions_.answer(request, first.key, ledger_.size(), now);
  if (first.name != "companies")
    return answer_of({404, "BadRequest_NotFound", "No HTTP resource was found that matches '" + first.name + "'."});
  if (first.key.empty()) {
    List companies;
    for (const auto& [id, row] : tables_.rows("companies"))
      companies.emplace_back(shown(*type_of_set("companies"), row, {}));
    return json_answer(200, Map{{"value", std::move(companies)}});
  }
  if (to_lower(first.key) != company_ || target.segments.size() < 2)
    return answer_of({404, "Internal_CompanyNotFound", "Cannot find company '" + first.key + "'."});
  Target rest = target;
  rest.segments.erase(rest.segments.begin());
  rest.root += "/companies(" + first.key + ")";
  return calls(now).answer(request, rest);
}

HttpResponse BusinessCentralModel::batch(const HttpRequest& request, const Target& target, Instant now) {
  const Value body = parse_json(request.body).value_or(Value());
  if (!body["requests"].is_list() || body["requests"].as_list().size() > most_in_batch)
    return answer_of({400, "BadRequest", "The batch needs a list of at most 100 requests."});
  const std::string* isolation = header(request.headers, "Isolation");
  const bool snapshot = isolation && *isolation == "snapshot";
  const std::string* prefer = header(request.headers, "Prefer");
  const bool goes_on = !snapshot && prefer && prefer->find("odata.continue-on-error") != std::string::npos;
  const Tables tables = tables_;
  const std::size_t done = ledger_.size();
  List answers;
  bool failed = false;
  for (const Value& each : body["requests"].as_list()) {
    HttpRequest part;
    part.method = to_upper(each["method"].string_or("GET"));
    part.body = each["body"].is_null() ? "" : write_json(each["body"]);
    if (each["headers"].is_map()) {
      for (const auto& [name, value] : each["headers"].as_map()) part.headers.emplace_back(name, value.string_or(""));
    }
    const Target inner = below(target.root, each["url"].string_or(""));
    const bool nested = inner.segments.empty() || inner.segments.front().name.starts_with('$');
    const HttpResponse answer =
        nested ? answer_of({400, "BadRequest", "This cannot be part of a batch."}) : serve(part, inner, now);
    Map shown{{"id", each["id"]}, {"status", answer.status}};
    if (!answer.body.empty()) shown.set("body", parse_json(answer.body).value_or(Value()));
    answers.emplace_back(std::move(shown));
    failed = answer.status >= 400;
    if (failed && !goes_on) break;
  }
  if (snapshot && failed) {
    tables_ = tables;
    ledger_.resize(done);
  }
  return json_answer(200, Map{{"responses", std::move(answers)}});
}

bool BusinessCentralModel::is_write(const HttpRequest& request) const {
  if (request.method == "GET" || is_sign_in(request)) return false;
  if (!path_in(request.url).ends_with("/$batch")) return true;
  const Value body = parse_json(request.body).value_or(Value());
  return std::ranges::any_of(body["requests"].is_list() ? body["requests"].as_list() : List{},
                             [](const Value& each) { return each["method"] != Value("GET"); });
}

std::string BusinessCentralModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  return calls(now).create(*type_of_set(model), fields, true).value_or("");
}

void BusinessCentralModel::person_edits(const std::string& model, const std::string& id, const Map& fields,
                                        Instant now) {
  (void)calls(now).change(*type_of_set(model), id, fields, true);
}

void BusinessCentralModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  (void)calls(now).remove(*type_of_set(model), id, true);
}

bool BusinessCentralModel::person_releases(const std::string& order, Instant now) {
  Row* row = tables_.find("salesOrders", order);
  if (!row || stored(*row, "status") != Value("Draft")) return false;
  row->fields.set("status", "Open");
  Tables::touch(*row, now);
  ledger_.push_back({MutationVerb::update, true, now, "salesOrders", order, {}, {{"status", "Open"}}});
  return true;
}

void BusinessCentralModel::person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities,
                                        Instant now) {
  ship(tables_, *tables_.find("salesOrders", order), quantities, now);
  ledger_.push_back({MutationVerb::update, true, now, "salesOrders", order, {}, {{"action", "ship"}}});
}

std::string BusinessCentralModel::person_invoices(const std::string& order, Instant now) {
  const std::string made = invoice_shipped(tables_, order, now);
  const bool gone = !tables_.find("salesOrders", order);
  ledger_.push_back({gone ? MutationVerb::remove : MutationVerb::update, true, now, "salesOrders", order, {}, {}});
  ledger_.push_back({MutationVerb::create, true, now, "salesInvoices", made, {}, {}});
  return made;
}

void BusinessCentralModel::person_pays(const std::string& invoice, const Decimal& amount, Instant now) {
  pay(*tables_.find("salesInvoices", invoice), amount, now);
  ledger_.push_back({MutationVerb::update, true, now, "salesInvoices", invoice, {}, {{"paid", amount}}});
}

bool BusinessCentralModel::person_acts(const std::string& model, const std::string& id, const std::string& action,
                                       Instant now) {
  const bool done = act(tables_, *type_of_set(model), id, action, now).ok();
  if (done) ledger_.push_back({MutationVerb::update, true, now, model, id, {}, {{"action", action}}});
  return done;
}

void BusinessCentralModel::person_stocks(const std::string& item, const Decimal& quantity, Instant now) {
  receive(tables_, *tables_.find("items", item), quantity, now);
}

Value BusinessCentralModel::record(const std::string& model, const std::string& id) const {
  const Row* row = tables_.find(model, id);
  return row ? Value(row->fields) : Value();
}

std::vector<std::string> BusinessCentralModel::ids(const std::string& model) const {
  std::vector<std::string> out;
  for (const auto& [id, row] : tables_.rows(model)) out.push_back(id);
  return out;
}

}  // namespace syncline::sandbox
