#include "sandbox/salesforce/salesforce_model.h"

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/salesforce/collections.h"
#include "sandbox/salesforce/graph.h"
#include "sandbox/salesforce/record_id.h"
#include "sandbox/salesforce/sobject_calls.h"

namespace syncline::sandbox {
namespace {

using namespace salesforce;

constexpr int oldest_version = 31, newest_version = 68;

int version_of(const ApiRequest& request) {
  int version = 0;
  const std::string number = request.root.empty() ? "" : request.root.substr(request.root.rfind('v') + 1);
  std::from_chars(number.data(), number.data() + number.size(), version);
  return version;
}

/// Rows that the caller wants per answer: 200 to 2000.
std::size_t batch_of(const ApiRequest& request) {
  std::size_t batch = 2000;
  const std::string* options = request.header("Sforce-Query-Options");
  if (options && options->starts_with("batchSize="))
    std::from_chars(options->data() + 10, options->data() + options->size(), batch);
  return std::clamp<std::size_t>(batch, 200, 2000);
}

HttpResponse versions() {
  List out;
  for (int version = oldest_version; version <= newest_version; ++version) {
    const std::string number = std::to_string(version) + ".0";
    out.emplace_back(Map{{"label", "Release " + number}, {"url", "/services/data/v" + number}, {"version", number}});
  }
  return json_answer(200, out);
}

HttpResponse identity(const std::string& origin, const std::string& user) {
  return json_answer(200, Map{{"id", origin + "/id/00DWz0000000001EAA/005Wz0000000001AAA"},
                              {"user_id", "005Wz0000000001AAA"},
                              {"organization_id", "00DWz0000000001EAA"},
                              {"username", user}});
}

HttpResponse limits(std::int64_t most, std::int64_t used) {
  return json_answer(
      200, Map{{"DailyApiRequests", Map{{"Max", most}, {"Remaining", std::max<std::int64_t>(0, most - used)}}}});
}

}  // namespace

SalesforceModel::SalesforceModel(const SalesforceSetup& setup)
    : setup_(setup), shared_(std::make_shared<Shared>(Shared{Sessions(setup.app), Locators(setup.most_rows)})) {
  SalesforceModel::person_creates(
      "User",
      {{"Name", "Integration User"}, {"Username", setup.app.user}, {"Email", setup.app.user}, {"IsActive", true}},
      setup.installed);
  const std::string book = SalesforceModel::person_creates(
      "Pricebook2", {{"Name", "Standard Price Book"}, {"IsActive", true}}, setup.installed);
  const ObjectType& books = object_named("Pricebook2");
  Row standard = *tables_.find(books, book);
  standard.fields.set("IsStandard", true);
  tables_.put(books, std::move(standard));
  ledger_.clear();
}

std::unique_ptr<VendorModel> SalesforceModel::clone() const { return std::make_unique<SalesforceModel>(*this); }

bool SalesforceModel::is_write(const HttpRequest& request) const {
  return request.method != "GET" && request.method != "HEAD" && !api_request(request).root.empty();
}

HttpResponse SalesforceModel::answer(const HttpRequest& request, Instant now) {
  const ApiRequest api = api_request(request);
  if (api.path == "/services/oauth2/token")
    return shared_->sessions.token(request, setup_.instance.empty() ? origin_of(request) : setup_.instance, now);
  if (api.path == "/services/data" || api.path == "/services/data/") return versions();
  if (!shared_->sessions.is_signed_in(request))
    return answer_of({401, "INVALID_SESSION_ID", "Session expired or invalid"});
  if (now < busy_until_) return answer_of({403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."});
  if (shared_->calls >= setup_.daily_calls)
    return answer_of({403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."});
  ++shared_->calls;
  HttpResponse response = serve(request, now);
  response.headers.emplace_back(
      "Sforce-Limit-Info", "api-usage=" + std::to_string(shared_->calls) + "/" + std::to_string(setup_.daily_calls));
  return response;
}

HttpResponse SalesforceModel::serve(const HttpRequest& request, Instant now) {
  const ApiRequest api = api_request(request);
  if (api.path.starts_with("/id/")) return identity(origin_of(request), setup_.app.user);
  const int version = version_of(api);
  if (version < oldest_version || version > newest_version)
    return answer_of({404, "NOT_FOUND", "The requested resource does not exist"});
  const std::string& what = api.segment(0);
  Work work{tables_, ledger_, field_faults_, now};
  if (what == "limits") return limits(setup_.daily_calls, shared_->calls);
  if (what == "query" || what == "queryAll") {
    const View view{tables_, field_faults_, now, what == "queryAll", api.root};
    const Value* soql = api.query.find("q");
    if (api.segments.size() == 1 && !soql)
      return answer_of({400, "MALFORMED_QUERY", "A query string has to be specified"});
    const auto page = api.segments.size() > 1 ? shared_->locators.more(view, api.segment(1))
                                              : shared_->locators.begin(view, soql->as_string(), batch_of(api));
    return page ? json_answer(200, *page) : answer_of(page.error());
  }
  const SobjectCall call{api, work, [&](const std::string& id) { return is_locked(id, now); }};
  if (what == "sobjects" && api.segments.size() > 1) return sobject_call(call);
  if (what == "composite" && api.segment(1) == "sobjects") return collection_call(call);
  if (what == "composite" && api.segment(1) == "graph") return graph_call(call);
  return answer_of({404, "NOT_FOUND", "The requested resource does not exist"});
}

bool SalesforceModel::is_locked(const std::string& id, Instant now) const {
  const auto lock = locks_.find(id);
  return lock != locks_.end() && now < lock->second;
}

Work SalesforceModel::person_work(Instant now) {
  static const FieldFaults none;
  Work work{tables_, ledger_, none, now};
  work.by_person = true;
  work.shown_late = setup_.shown_late && now > setup_.installed;
  return work;
}

std::string SalesforceModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  Work work = person_work(now);
  return create(work, object_named(model), fields).value_or("");
}

void SalesforceModel::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  Work work = person_work(now);
  const ObjectType& type = object_named(model);
  if (const RowPtr row = tables_.live(type, id)) (void)update(work, type, row, fields);
}

void SalesforceModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  Work work = person_work(now);
  const ObjectType& type = object_named(model);
  if (const RowPtr row = tables_.live(type, id)) remove(work, type, row);
}

void SalesforceModel::person_restores(const std::string& model, const std::string& id, Instant now) {
  Work work = person_work(now);
  const ObjectType& type = object_named(model);
  const RowPtr row = tables_.find(type, id);
  if (row && row->deleted) restore(work, type, row);
}

void SalesforceModel::person_merges(const std::string& model, const std::string& loser, const std::string& winner,
                                    Instant now) {
  Work work = person_work(now);
  const ObjectType& type = object_named(model);
  const RowPtr lost = tables_.live(type, loser);
  if (!lost || !tables_.live(type, winner)) return;
  for (const ChildRelation& each : child_relations()) {
    if (each.parent != type.name) continue;
    const ObjectType& child = object_named(each.child);
    for (const RowPtr& row : tables_.where(child, each.field, loser))
      (void)update(work, child, row, {{std::string(each.field), winner}});
  }
  remove(work, type, lost, winner);
}

void SalesforceModel::person_locks(const std::string& model, const std::string& id, Instant until) {
  if (tables_.live(object_named(model), id)) locks_[id] = until;
}

Value SalesforceModel::record(const std::string& model, const std::string& id) const {
  const ObjectType& type = object_named(model);
  const RowPtr row = tables_.live(type, id);
  if (!row) return {};
  Map out;
  for (const Field& field : type.fields) out.set(field.name, shown_value(tables_, type, *row, field));
  return out;
}

std::vector<std::string> SalesforceModel::ids(const std::string& model) const {
  std::vector<std::string> out;
  const ObjectType& type = object_named(model);
  for (const auto& [id, row] : tables_.of(type)) {
    if (!row->deleted) out.push_back(id);
  }
  return out;
}

}  // namespace syncline::sandbox
