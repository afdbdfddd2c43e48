#include "sandbox/sap_s4hana/sap_model.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/sap_s4hana/batch.h"
#include "sandbox/sap_s4hana/rules.h"
#include "sandbox/sap_s4hana/selling.h"

namespace syncline::sandbox {
namespace {

using namespace sap;

bool changes(const HttpRequest& request) { return request.method != "GET" && request.method != "HEAD"; }

std::string client_of(const HttpRequest& request, const Target& target) {
  if (const Value* given = target.options.find("sap-client")) return given->string_or("");
  const std::string* given = header(request.headers, "sap-client");
  return given ? *given : "";
}

/// A client may ask for Atom; the model speaks JSON only.
bool wants_json(const HttpRequest& request, const Target& target) {
  const Value* format = target.options.find("$format");
  const std::string* accept = header(request.headers, "Accept");
  return (format && *format == Value("json")) || (accept && accept->find("application/json") != std::string::npos);
}

}  // namespace

SapModel::SapModel(const SapSetup& setup) : setup_(setup), tables_(setup.zone) {}

HttpResponse SapModel::answer(const HttpRequest& request, Instant now) {
  const auto target = target_of(request);
  const std::string* credentials = header(request.headers, "Authorization");
  const bool known = credentials && *credentials == "Basic " + base64(setup_.user + ":" + setup_.password);
  if (!known || (target && client_of(request, *target) != setup_.client))
    return {401,
            {{"Content-Type", "text/html"}, {"WWW-Authenticate", "Basic realm=\"SAP NetWeaver\""}},
            "<html><body>Anmeldung fehlgeschlagen</body></html>"};
  if (!target || !is_service(target->service))
    return answer_of(
        {403, "/IWFND/MED/170",
         "No service found for namespace, name " + (target ? target->service : std::string()) + ", version 0001"});
  if (changes(request) && !sessions_.admits(request, now))
    return {403,
            {{"Content-Type", "text/plain;charset=utf-8"}, {"x-csrf-token", "Required"}},
            "CSRF token validation failed"};
  HttpResponse out = serve(request, *target, now);
  if (!changes(request)) sessions_.give(request, out, setup_.client, now);
  if (request.method == "HEAD") out.body.clear();
  return out;
}

HttpResponse SapModel::serve(const HttpRequest& request, const Target& target, Instant now) {
  if (target.segments.empty()) {
    List sets;
    for (const EntityType& type : entity_types()) {
      if (type.service == target.service) sets.emplace_back(type.set);
    }
    return json_answer(200, Map{{"d", Map{{"EntitySets", std::move(sets)}}}});
  }
  const std::string& first = target.segments.front().name;
  if (first == "$metadata") return {200, {{"Content-Type", "application/xml"}}, metadata_document(target.service)};
  if (first == "$batch" && request.method == "POST") return batch(request, target, now);
  if (first == "Cancel" || first == "GetPDF") return function(request, target, now);
  if (!wants_json(request, target) && target.segments.back().name != "$count")
    return {200, {{"Content-Type", "application/atom+xml;type=feed"}}, "<feed/>"};
  HttpRequest read = request;
  if (read.method == "HEAD") read.method = "GET";
  return calls(now).answer(read, target);
}

HttpResponse SapModel::function(const HttpRequest& request, const Target& target, Instant now) {
  const Value* given = target.options.find("BillingDocument");
  const std::string number = given ? given->string_or("") : "";
  const std::string key = number.size() > 2 ? number.substr(1, number.size() - 2) : "";
  if (target.service != "API_BILLING_DOCUMENT_SRV" || !tables_.find("A_BillingDocument", key))
    return answer_of(not_found("A_BillingDocument").error);
  if (target.segments.front().name == "GetPDF")
    return json_answer(200, Map{{"d", Map{{"GetPDF", Map{{"BillingDocumentBinary", base64("%PDF " + key)}}}}}});
  if (request.method != "POST")
    return answer_of({405, "/IWBEP/CM_MGW_RT/039", "Method 'GET' not allowed for this function."});
  const auto made = cancel(tables_, key, now);
  if (!made) return answer_of(made.error());
  calls(now).log(MutationVerb::update, "A_BillingDocument", key, false, {}, {{"action", "Cancel"}});
  return json_answer(200, Map{{"d", Map{{"results", List{Map{{"BillingDocument", *made}}}}}}});
}

/// All of it or nothing; one document or partner in each.
std::vector<HttpResponse> SapModel::change_set(const std::vector<HttpRequest>& all, const Target& target, Instant now) {
  const Tables before = tables_;
  const std::size_t done = ledger_.size();
  std::vector<HttpResponse> out;
  std::set<std::string> roots;
  for (const HttpRequest& each : all) {
    const Target inner = below(target, each.url);
    const std::string& key = inner.segments.empty() ? each.url : inner.segments.front().key;
    const std::size_t quote = key.find('\'');
    // Of A_SalesOrderItem(SalesOrder='1',…) and A_SalesOrder('1') that is '1'; below an address its own number.
    const bool of_address = !inner.segments.empty() && inner.segments.front().name.starts_with("A_Address");
    if (!of_address)
      roots.insert(quote == std::string::npos ? "new " + std::to_string(out.size())
                                              : key.substr(quote, key.find('\'', quote + 1) - quote));
    HttpResponse answer = !changes(each)
                              ? answer_of({400, "/IWBEP/CM_MGW_RT/109", "A change set must not contain GET."})
                          : setup_.one_root_per_change_set && roots.size() > 1
                              ? answer_of({400, "/IWBEP/CM_MGW_RT/116", "Only one root object per change set."})
                              : serve(each, inner, now);
    const bool failed = answer.status >= 400;
    if (failed) {
      tables_ = before;
      ledger_.resize(done);
      return {std::move(answer)};
    }
    out.push_back(std::move(answer));
  }
  return out;
}

HttpResponse SapModel::batch(const HttpRequest& request, const Target& target, Instant now) {
  const auto parts = batch_in(request);
  if (!parts) return answer_of({400, "/IWBEP/CM_MGW_RT/103", "The batch request is malformed."});
  std::vector<std::vector<HttpResponse>> answers;
  for (const BatchPart& part : *parts) {
    if (part.is_change_set) {
      answers.push_back(change_set(part.calls, target, now));
      continue;
    }
    const HttpRequest& call = part.calls.front();
    const Target inner = below(target, call.url);
    const bool nested = !inner.segments.empty() && inner.segments.front().name == "$batch";
    answers.push_back({changes(call) || nested
                           ? answer_of({400, "/IWBEP/CM_MGW_RT/110", "Changes must stand in a change set."})
                           : serve(call, inner, now)});
  }
  return batch_answer(*parts, answers);
}

bool SapModel::is_write(const HttpRequest& request) const {
  if (!changes(request)) return false;
  const auto parts = batch_in(request);
  return !parts || std::ranges::any_of(*parts, &BatchPart::is_change_set);
}

std::string SapModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  return calls(now).create(*type_of_set(model), fields, true).value_or("");
}

void SapModel::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  (void)calls(now).change(*type_of_set(model), id, fields, true);
}

void SapModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  (void)calls(now).remove(*type_of_set(model), id, true);
}

bool SapModel::person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now) {
  if (!deliver(tables_, order, quantities, now)) return false;
  calls(now).log(MutationVerb::update, "A_SalesOrder", order, true, {}, {{"action", "ship"}});
  return true;
}

std::string SapModel::person_bills(const std::string& order, Instant now) {
  const std::string made = bill(tables_, order, now);
  if (!made.empty()) calls(now).log(MutationVerb::create, "A_BillingDocument", made, true, {}, {});
  return made;
}

void SapModel::person_pays(const std::string& invoice, const Decimal& amount, Instant now) {
  pay(tables_, invoice, amount, now);
  calls(now).log(MutationVerb::update, "A_BillingDocument", invoice, true, {}, {{"paid", amount}});
}

std::string SapModel::person_credits(const std::string& invoice, Instant now) {
  const std::string made = credit(tables_, invoice, now);
  calls(now).log(MutationVerb::create, "A_BillingDocument", made, true, {}, {});
  return made;
}

std::string SapModel::person_cancels(const std::string& invoice, Instant now) {
  const auto made = cancel(tables_, invoice, now);
  if (made) calls(now).log(MutationVerb::update, "A_BillingDocument", invoice, true, {}, {{"action", "Cancel"}});
  return made ? *made : "";
}

Value SapModel::record(const std::string& model, const std::string& id) const {
  const Row* row = tables_.find(model, id);
  if (!row) return {};
  Map out = row->fields;
  const EntityType& type = *type_of_set(model);
  for (const Property& each : type.properties) out.set(each.name, tables_.stored(type, *row, each));
  if (model == "A_BusinessPartner") out.set("full_name", out["BusinessPartnerFullName"]);
  return out;
}

std::vector<std::string> SapModel::ids(const std::string& model) const {
  std::vector<std::string> out;
  for (const auto& [id, _] : tables_.rows(model)) out.push_back(id);
  return out;
}

}  // namespace syncline::sandbox
