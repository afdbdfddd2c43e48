#include "sandbox/hubspot/hubspot_model.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/hubspot/link_calls.h"
#include "sandbox/hubspot/object_calls.h"

namespace syncline::sandbox {
namespace {

using namespace hubspot;

HttpResponse no_resource() { return answer_of({404, "", "resource not found", {}}); }

HttpResponse account(const HubspotSetup& setup) {
  return json_answer(200, Map{{"portalId", 146425426},
                              {"accountType", "STANDARD"},
                              {"timeZone", setup.allowance.zone},
                              {"companyCurrency", "EUR"},
                              {"additionalCurrencies", List{}},
                              {"uiDomain", "app-eu1.hubspot.com"},
                              {"dataHostingLocation", "eu1"}});
}

HttpResponse owners() {
  return json_answer(200, Map{{"results", List{Map{{"id", "41629779"},
                                                   {"email", "sales@example.com"},
                                                   {"firstName", "Sal"},
                                                   {"lastName", "Esperson"},
                                                   {"archived", false}},
                                               Map{{"id", "41629780"},
                                                   {"email", "north@example.com"},
                                                   {"firstName", "Nora"},
                                                   {"lastName", "Nord"},
                                                   {"archived", false}}}}});
}

HttpResponse pipelines() {
  List all;
  for (const Stage& each : stages())
    all.emplace_back(
        Map{{"id", each.id},
            {"label", each.label},
            {"archived", false},
            {"metadata", Map{{"probability", each.probability}, {"isClosed", each.closed ? "true" : "false"}}}});
  return json_answer(
      200, Map{{"results", List{Map{{"id", "default"}, {"label", "Sales Pipeline"}, {"stages", std::move(all)}}}}});
}

HttpResponse properties(const ApiRequest& api) {
  constexpr const char* names[] = {"string", "number", "bool", "enumeration", "date", "datetime", "string"};
  const ObjectType* type = find_object(api.segment(0));
  if (!type) return no_resource();
  const auto shown = [&](const Property& each) {
    return Map{{"name", each.name},
               {"type", names[static_cast<std::size_t>(each.type)]},
               {"hasUniqueValue", each.unique},
               {"modificationMetadata", Map{{"readOnlyValue", each.read_only}}}};
  };
  if (!api.segment(1).empty()) {
    const Property* one = type->property(api.segment(1));
    return one ? json_answer(200, shown(*one)) : no_resource();
  }
  List all;
  for (const Property& each : type->properties) all.emplace_back(shown(each));
  return json_answer(200, Map{{"results", std::move(all)}});
}

bool is_signed_in(const HttpRequest& request, const std::string& token) {
  const std::string* given = header(request.headers, "Authorization");
  return given && *given == "Bearer " + token;
}

Id number(const std::string& id) { return id_of(id).value_or(0); }

}  // namespace

HubspotModel::HubspotModel(const HubspotSetup& setup)
    : setup_(setup), limits_(std::make_shared<Limits>(setup.allowance)) {}

std::unique_ptr<VendorModel> HubspotModel::clone() const { return std::make_unique<HubspotModel>(*this); }

bool HubspotModel::is_write(const HttpRequest& request) const { return api_request(request).writes(); }

Work HubspotModel::work(Instant now, bool by_person) {
  static const FieldFaults none;
  const Duration lag = now > setup_.installed ? setup_.index_lag : Duration{};
  return {tables_, ledger_, by_person ? none : field_faults_, now, lag, by_person};
}

HttpResponse HubspotModel::answer(const HttpRequest& request, Instant now) {
  if (!is_signed_in(request, setup_.token))
    return answer_of(
        {401,
         "INVALID_AUTHENTICATION",
         "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find "
         "more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
         {}});
  const bool is_search = path_of(request.url).ends_with("/search");
  if (auto refused = limits_->refusal(is_search, now)) return std::move(*refused);
  HttpResponse response = serve(request, now);
  if (!is_search) limits_->tell(response);
  return response;
}

HttpResponse HubspotModel::serve(const HttpRequest& request, Instant now) {
  const ApiRequest api = api_request(request);
  if (api.path == "/account-info/v3/details") return account(setup_);
  if (api.area == "owners") return owners();
  if (api.area == "pipelines" && api.segment(0) == "deals") return pipelines();
  if (api.area == "properties") return properties(api);
  Work mine = work(now, false);
  if (api.area == "associations") return association_call(api, mine);
  if (api.area != "objects") return no_resource();
  if (api.segment(2) == "associations") return associations_of_record(api, mine);
  const ObjectType* type = find_object(api.segment(0));
  if (!type) return answer_of({400, "VALIDATION_ERROR", "Unable to infer object type from: " + api.segment(0), {}});
  return object_call({api, mine, *type, setup_.redirect});
}

/// What people give under the name of another object is taken out of the fields.
void HubspotModel::relate(Work& mine, const ObjectType& type, Id id, Map& fields) {
  for (const auto& [name, other] :
       {std::pair("company", "companies"), std::pair("associatedcompanyid", "companies"), std::pair("deal", "deals")}) {
    const Value* given = fields.find(name);
    const LinkType* with = find_link_type(type, object_named(other));
    if (!given || !with || (type.name == "contacts" && std::string_view(name) == "company")) continue;
    const Id to = id_of(*given).value_or(0);
    fields.erase(name);
    if (id != 0 && to != 0) link(mine, *with, id, to, with->primary != 0);
  }
}

std::string HubspotModel::person_creates(const std::string& model, const Map& given, Instant now) {
  Work mine = work(now, true);
  const ObjectType& type = object_named(model);
  Map fields = given;
  relate(mine, type, 0, fields);
  const auto made = create(mine, type, fields);
  if (!made) return "";
  fields = given;
  relate(mine, type, *made, fields);
  return std::to_string(*made);
}

void HubspotModel::person_edits(const std::string& model, const std::string& id, const Map& given, Instant now) {
  Work mine = work(now, true);
  const ObjectType& type = object_named(model);
  if (!tables_.live(type, number(id))) return;
  Map fields = given;
  relate(mine, type, number(id), fields);
  if (!fields.empty()) (void)update(mine, type, tables_.live(type, number(id)), fields);
}

void HubspotModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  Work mine = work(now, true);
  const ObjectType& type = object_named(model);
  if (const RowPtr row = tables_.live(type, number(id))) archive(mine, type, row);
}

void HubspotModel::person_restores(const std::string& model, const std::string& id, Instant now) {
  Work mine = work(now, true);
  const ObjectType& type = object_named(model);
  const RowPtr row = tables_.find(type, number(id));
  if (row && row->archived) restore(mine, type, row);
}

void HubspotModel::person_merges(const std::string& model, const std::string& loser, const std::string& winner,
                                 Instant now) {
  Work mine = work(now, true);
  const ObjectType& type = object_named(model);
  const RowPtr lost = tables_.live(type, number(loser)), kept = tables_.live(type, number(winner));
  if (lost && kept) merge(mine, type, lost, kept, setup_.redirect);
}

Value HubspotModel::record(const std::string& model, const std::string& id) const {
  const ObjectType& type = object_named(model);
  const RowPtr row = tables_.live(type, number(id));
  if (!row) return {};
  Map out;
  for (const Property& each : type.properties) out.set(each.name, shown_value(tables_, type, *row, each));
  if (model == "contacts") {
    const std::string first = (*row)["firstname"], last = (*row)["lastname"];
    out.set("full_name", first + (first.empty() || last.empty() ? "" : " ") + last);
  }
  if (model == "deals") {
    const auto company = tables_.primary(*find_link_type(type, object_named("companies")), row->id);
    out.set("company", company ? Value(std::to_string(*company)) : Value());
  }
  if (model == "line_items") {
    const Links& deals = tables_.links(*find_link_type(type, object_named("deals")), row->id);
    out.set("deal", deals.empty() ? Value() : Value(std::to_string(deals.begin()->first)));
  }
  return out;
}

std::vector<std::string> HubspotModel::ids(const std::string& model) const {
  std::vector<std::string> out;
  for (const auto& [id, row] : tables_.of(object_named(model))) {
    if (!row->archived) out.push_back(std::to_string(id));
  }
  return out;
}

}  // namespace syncline::sandbox
