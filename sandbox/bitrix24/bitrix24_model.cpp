#include "sandbox/bitrix24/bitrix24_model.h"

#include "base/json.h"
#include "base/text.h"
#include "sandbox/bitrix24/batch.h"

namespace syncline::sandbox {
namespace {

using namespace bitrix24;

HttpResponse json_answer(int status, const Value& body) {
  return {status, {{"Content-Type", "application/json; charset=utf-8"}}, write_json(body)};
}

HttpResponse refused(const Refusal& refusal) { return json_answer(refusal.status, refusal.body()); }

struct Target {
  std::string user, secret, method;
};

/// /rest/{user}/{secret}/{method}[.json]
Target target_of(const HttpRequest& request) {
  std::string_view target = request.url;
  if (const std::size_t scheme = target.find("://"); scheme != std::string_view::npos) {
    const std::size_t slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  std::vector<std::string> parts = split(path_of(target), '/');
  if (parts.size() != 5 || parts[1] != "rest") return {};
  if (parts[4].ends_with(".json")) parts[4].resize(parts[4].size() - 5);
  return {parts[2], parts[3], parts[4]};
}

Map params_of(const HttpRequest& request) {
  const std::string* type = header(request.headers, "Content-Type");
  if (type && type->find("form-urlencoded") != std::string::npos) return nested_form(request.body);
  Map out = nested_form(query_of(request.url));
  const auto body = parse_json(request.body);
  if (body && body->is_map())
    for (const auto& [name, value] : body->as_map()) out.set(name, value);
  return out;
}

Decimal in_seconds(std::int64_t us) { return Decimal::of(us, 6); }

Id number(const std::string& id) { return id_of(Value(id)); }

const std::vector<std::pair<const char*, std::pair<const char*, const char*>>> multifields{
    {"PHONE", {"PHONE", "WORK"}},
    {"MOBILE", {"PHONE", "MOBILE"}},
    {"EMAIL", {"EMAIL", "WORK"}},
    {"WEB", {"WEB", "WORK"}}};

bool is_of(const Multifield& each, const std::pair<const char*, const char*>& spot) {
  if (each.type_id != spot.first) return false;
  return spot.first != std::string_view("PHONE") ||
         (each.value_type == "MOBILE") == (spot.second == std::string_view("MOBILE"));
}

RowPtr requisite_of(const Tables& tables, Id company) {
  for (const auto& [_, row] : tables.of(kind_named("requisite"))) {
    if ((*row)["ENTITY_TYPE_ID"] == Value(4) && (*row)["ENTITY_ID"] == Value(company)) return row;
  }
  return nullptr;
}

RowPtr address_of(const Tables& tables, Id company) {
  for (const auto& [_, row] : tables.of(kind_named("address"))) {
    if ((*row)["ANCHOR_ID"] == Value(company) && (*row)["TYPE_ID"] == Value(1)) return row;
  }
  return nullptr;
}

}  // namespace

Bitrix24Model::Bitrix24Model(const Bitrix24Setup& setup)
    : setup_(setup), limits_(std::make_shared<Limits>(setup.allowance)) {}

Work Bitrix24Model::work(Instant now, bool by_person) {
  static const FieldFaults none;
  return {tables_, ledger_, by_person ? none : field_faults_, now, by_person};
}

bool Bitrix24Model::is_write(const HttpRequest& request) const {
  const Target target = target_of(request);
  if (target.method != "batch") return bitrix24::is_write(target.method);
  for (const auto& [_, command] : commands_of(params_of(request))) {
    if (bitrix24::is_write(path_of(command))) return true;
  }
  return false;
}

HttpResponse Bitrix24Model::answer(const HttpRequest& request, Instant now) {
  const Target target = target_of(request);
  if (target.method.empty()) return {404, {{"Content-Type", "text/html"}}, "<html><body>404 Not Found</body></html>"};
  if (const auto refusal = limits_->take_request(now)) return refused(*refusal);
  if (target.user != setup_.user || target.secret != setup_.secret)
    return refused({401, "NO_AUTH_FOUND", "Wrong authorization data"});
  const Map params = params_of(request);
  return target.method == "batch" ? batch(params, now) : answered(target.method, params, now);
}

Map Bitrix24Model::time_of(const std::string& method, Instant now) {
  const Operating operating = limits_->operating(method, now);
  const std::string at = moment_text(now, setup_.portal.zone);
  return {{"start", in_seconds(now.us)},
          {"finish", in_seconds(now.us)},
          {"duration", in_seconds(60'000)},
          {"processing", in_seconds(30'000)},
          {"date_start", at},
          {"date_finish", at},
          {"operating_reset_at", operating.reset_at.us / 1'000'000},
          {"operating", in_seconds(operating.sum.us)}};
}

Answer<Told> Bitrix24Model::limited(const std::string& method, const Map& params, Instant now) {
  if (auto refusal = limits_->take_method(method, now)) return fail(std::move(*refusal));
  Work mine = work(now, false);
  return call(mine, setup_.portal, method, params);
}

HttpResponse Bitrix24Model::answered(const std::string& method, const Map& params, Instant now) {
  auto told = limited(method, params, now);
  if (!told) return refused(told.error());
  Map body{{"result", std::move(told->result)}};
  if (told->next) body.set("next", *told->next);
  if (told->total) body.set("total", *told->total);
  body.set("time", time_of(method, now));
  return json_answer(200, body);
}

HttpResponse Bitrix24Model::batch(const Map& params, Instant now) {
  constexpr std::size_t most = 50;
  const bool halts =
      param(params, "halt") == Value(1) || param(params, "halt") == Value("1") || param(params, "halt").bool_or(false);
  Map results, errors, totals, nexts, times;
  std::size_t count = 0;
  for (const auto& [key, command] : commands_of(params)) {
    const std::string method(path_of(command));
    const Map given = nested_form(query_of(command));
    Answer<Told> told =
        ++count > most ? Answer<Told>(refuse("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded"))
        : method == "batch"
            ? Answer<Told>(refuse("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage", 405))
            : limited(method, with_results(given, results).as_map(), now);
    if (!told) {
      errors.set(key, told.error().body());
      if (halts) break;
      continue;
    }
    results.set(key, std::move(told->result));
    if (told->total) totals.set(key, *told->total);
    if (told->next) nexts.set(key, *told->next);
    times.set(key, time_of(method, now));
  }
  const Map inner{{"result", php_map(std::move(results))},
                  {"result_error", php_map(std::move(errors))},
                  {"result_total", php_map(std::move(totals))},
                  {"result_next", php_map(std::move(nexts))},
                  {"result_time", php_map(std::move(times))}};
  return json_answer(200, Map{{"result", inner}, {"time", time_of("batch", now)}});
}

/// Phone numbers, tax number and address, which stand beside the record.
void Bitrix24Model::type_elsewhere(Work& mine, const Kind& kind, Id id, const Map& fields) {
  Map fm;
  for (const auto& [name, spot] : multifields) {
    const Value* given = fields.find(name);
    if (!given || !kind.has_multifields) continue;
    std::string key = "n" + std::to_string(fm.size());
    for (const Multifield& each : tables_.find(kind, id)->multifields) {
      if (is_of(each, spot)) key = std::to_string(each.id);
    }
    fm.set(key, Map{{"typeId", spot.first}, {"valueType", spot.second}, {"value", given->string_or("")}});
  }
  if (!fm.empty()) (void)update(mine, kind, tables_.find(kind, id), {{"fm", std::move(fm)}});
  if (const Value* rows = fields.find("productRows")) (void)set_product_rows(mine, kind, id, rows->as_list());
  if (kind.name != "company") return;
  Map requisite, address;
  for (const auto& [name, value] : fields) {
    if (name.starts_with("RQ_")) requisite.set(name, value);
    if (kind_named("address").field(name)) address.set(name, value);
  }
  if (requisite.empty() && address.empty()) return;
  if (const RowPtr known = requisite_of(tables_, id)) {
    if (!requisite.empty()) (void)update(mine, kind_named("requisite"), known, requisite);
  } else {
    for (const auto& [name, value] :
         Map{{"ENTITY_TYPE_ID", 4}, {"ENTITY_ID", id}, {"PRESET_ID", 1}, {"NAME", "Company"}})
      requisite.set(name, value);
    (void)create(mine, kind_named("requisite"), requisite);
  }
  if (address.empty()) return;
  if (const RowPtr known = address_of(tables_, id)) {
    (void)update(mine, kind_named("address"), known, address);
    return;
  }
  for (const auto& [name, value] : Map{{"TYPE_ID", 1},
                                       {"ENTITY_TYPE_ID", 8},
                                       {"ENTITY_ID", requisite_of(tables_, id)->id},
                                       {"ANCHOR_TYPE_ID", 4},
                                       {"ANCHOR_ID", id}})
    address.set(name, value);
  (void)create(mine, kind_named("address"), address);
}

std::string Bitrix24Model::person_creates(const std::string& model, const Map& fields, Instant now) {
  Work mine = work(now, true);
  const Kind& kind = kind_named(model);
  const auto made = create(mine, kind, fields);
  if (!made) return "";
  type_elsewhere(mine, kind, *made, fields);
  return std::to_string(*made);
}

void Bitrix24Model::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  Work mine = work(now, true);
  const Kind& kind = kind_named(model);
  const RowPtr row = tables_.find(kind, number(id));
  if (!row) return;
  (void)update(mine, kind, row, fields);
  type_elsewhere(mine, kind, row->id, fields);
}

void Bitrix24Model::person_deletes(const std::string& model, const std::string& id, Instant now) {
  Work mine = work(now, true);
  if (const RowPtr row = tables_.find(kind_named(model), number(id))) remove(mine, kind_named(model), row);
}

Value Bitrix24Model::record(const std::string& model, const std::string& id) const {
  const Kind& kind = kind_named(model);
  const RowPtr row = tables_.find(kind, number(id));
  if (!row) return {};
  Map out;
  for (const Field& each : kind.fields) out.set(each.name, (*row)[each.name]);
  for (const auto& [name, spot] : multifields) {
    for (const Multifield& each : row->multifields) {
      if (is_of(each, spot) && !out.contains(name)) out.set(name, each.value);
    }
  }
  if (model == "contact") {
    const std::string first = (*row)["name"].string_or(""), last = (*row)["lastName"].string_or("");
    out.set("full_name", first + (first.empty() || last.empty() ? "" : " ") + last);
  }
  if (model != "company") return out;
  for (const RowPtr& each : {requisite_of(tables_, row->id), address_of(tables_, row->id)}) {
    if (!each) continue;
    for (const auto& [name, value] : each->values) out.set(name, value);
  }
  return out;
}

std::vector<std::string> Bitrix24Model::ids(const std::string& model) const {
  std::vector<std::string> out;
  for (const auto& [id, _] : tables_.of(kind_named(model))) out.push_back(std::to_string(id));
  return out;
}

}  // namespace syncline::sandbox
