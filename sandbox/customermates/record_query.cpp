#include "sandbox/customermates/record_query.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "base/time.h"

namespace syncline::sandbox::customermates {
namespace {

/// What may be asked of each record beside its fields.
struct Wanted {
  bool all_fields = true;
  std::set<std::string> fields = {};
  List relations = {};
  bool identities = false;
};

Value identities_of(const Row& row) {
  List out;
  const Value emails = Value(row.fields)["emails"];
  for (std::size_t i = 0; emails.is_list() && i < emails.as_list().size(); ++i) {
    const std::string address = emails.at(i).as_string();
    out.emplace_back(Map{{"id", uuid_of("identity." + address)},
                         {"provider", "mail"},
                         {"channelClass", "email"},
                         {"value", address},
                         {"messagingId", nullptr},
                         {"displayName", nullptr},
                         {"profileUrl", nullptr}});
  }
  return out;
}

bool has_channels(const RecordType& type) {
  return std::ranges::any_of(type.fields, [](const Field& each) { return each.value_type == "channels"; });
}

Value summary(const Tables& tables, const Value& wanted, const std::string& id) {
  const Relation& relation = *find_relation(wanted["relationId"].string_or(""));
  const bool outgoing = wanted["direction"] == Value("outgoing");
  const RecordType& other = type_of(outgoing ? relation.target : relation.source);
  const auto ids = related(tables, relation, id, outgoing);
  const auto limit = static_cast<std::size_t>(wanted["limit"].int_or(3));
  List records;
  for (const std::string& each : ids) {
    if (records.size() == limit) break;
    records.emplace_back(
        Map{{"ref", Map{{"typeId", other.id()}, {"recordId", each}}}, {"title", title_of(tables, other, each)}});
  }
  return Map{{"relationId", relation.id()},
             {"direction", wanted["direction"]},
             {"records", std::move(records)},
             {"readableCount", static_cast<std::int64_t>(ids.size())},
             {"hasMore", ids.size() > limit}};
}

Value record_of(const Reading& from, const RecordType& type, const std::string& id, const Wanted& wanted) {
  List fields, relationships;
  for (const Field& each : type.fields) {
    if (each.value_type == "channels" || (!wanted.all_fields && !wanted.fields.contains(each.id))) continue;
    const bool restricted = !each.slot.empty() && from.faults.forbidden.contains(type.many + "." + each.slot);
    fields.emplace_back(
        Map{{"fieldId", each.id},
            {"result", restricted ? Value(Map{{"state", "restricted"}}) : result_of(from.tables, type, each, id)}});
  }
  for (const Value& each : wanted.relations) relationships.push_back(summary(from.tables, each, id));
  const Stamps stamps = stamps_of(from.tables, type, id);
  Map out{{"ref", Map{{"typeId", type.id()}, {"recordId", id}}},
          {"version", stamps.version},
          {"schemaRevision", from.schema.revision},
          {"createdAt", moment_text(stamps.created)},
          {"updatedAt", moment_text(stamps.updated)},
          {"assignedUserIds", List{}},
          {"fields", std::move(fields)},
          {"relationships", std::move(relationships)}};
  if (wanted.identities) out.set("identities", identities_of(*from.tables.find(kind_named(type.many), id)));
  return out;
}

/// The first key that is none of these; empty: there is none.
std::string unknown_key(const Value& query, std::initializer_list<std::string_view> known) {
  if (!query.is_map()) return "body";
  for (const auto& [name, _] : query.as_map()) {
    if (std::ranges::find(known, name) == known.end()) return name;
  }
  return "";
}

using Test = std::function<bool(const std::string& id)>;

bool compared(const std::string& operation, std::int64_t there, std::int64_t wanted) {
  return operation == "gt"    ? there > wanted
         : operation == "gte" ? there >= wanted
         : operation == "lt"  ? there < wanted
         : operation == "lte" ? there <= wanted
                              : there == wanted;
}

RecordAnswer<Test> stamp_test(const Reading& from, const RecordType& type, const Value& filter) {
  const auto moment = parse_instant(filter["value"]["value"].string_or(""), true);
  if (filter["value"]["kind"] != Value("dateTime") || !moment) return fail(invalid_value("filters"));
  const std::int64_t wanted = moment->us;
  const bool created = filter["fieldId"] == Value("system:createdAt");
  const std::string operation = filter["operator"].string_or("");
  return Test([&from, &type, wanted, created, operation](const std::string& id) {
    const Stamps stamps = stamps_of(from.tables, type, id);
    return compared(operation, (created ? stamps.created : stamps.updated).us, wanted);
  });
}

RecordAnswer<Test> field_test(const Reading& from, const RecordType& type, const Value& filter) {
  const Field* field = type.field(filter["fieldId"].string_or(""));
  const std::string operation = filter["operator"].string_or("");
  const Value wanted = filter["value"];
  const bool is_text = field && (field->value_type == "text" || field->value_type == "phone");
  if (!field || (operation != "eq" && operation != "notEmpty" && operation != "empty") ||
      (operation == "eq" && (wanted["kind"].string_or("") == "text") != is_text))
    return fail(invalid_value("filters"));
  return Test([&from, &type, field, operation, wanted](const std::string& id) {
    const Value result = result_of(from.tables, type, *field, id);
    const bool is_empty = result["state"] != Value("value");
    if (operation != "eq") return is_empty == (operation == "empty");
    return !is_empty && result["value"]["value"] == wanted["value"];
  });
}

RecordAnswer<Test> relation_test(const Reading& from, const RecordType& type, const Value& filter) {
  const Relation* relation = find_relation(filter["relationId"].string_or(""));
  const bool outgoing = filter["direction"] == Value("outgoing");
  if (!relation || (outgoing ? relation->source : relation->target) != type.many)
    return fail(invalid_value("relationships"));
  const Value wanted = filter["recordIds"];
  if (!wanted.is_list() || wanted.as_list().size() > 100)
    return fail(RecordRefusal{400, "validation", "", "relationships.recordIds"});
  return Test([&from, relation, outgoing, wanted](const std::string& id) {
    return std::ranges::any_of(related(from.tables, *relation, id, outgoing), [&](const std::string& each) {
      return std::ranges::find(wanted.as_list(), Value(each)) != wanted.as_list().end();
    });
  });
}

RecordAnswer<std::vector<Test>> tests_of(const Reading& from, const RecordType& type, const Value& query) {
  std::vector<Test> out;
  for (const Value& each : query["filters"].is_list() ? query["filters"].as_list() : List{}) {
    auto test = each["fieldId"].string_or("").starts_with("system:") ? stamp_test(from, type, each)
                                                                     : field_test(from, type, each);
    if (!test) return fail(test.error());
    out.push_back(std::move(*test));
  }
  for (const Value& each : query["relationships"].is_list() ? query["relationships"].as_list() : List{}) {
    auto test = relation_test(from, type, each);
    if (!test) return fail(test.error());
    out.push_back(std::move(*test));
  }
  return out;
}

/// Equal ones: the latest first.
void put_in_order(const Reading& from, const RecordType& type, const Value& sort, std::vector<std::string>& ids) {
  const bool by_creation = sort.at(0)["fieldId"] == Value("system:createdAt");
  std::ranges::sort(ids);
  std::ranges::stable_sort(ids, [&](const std::string& a, const std::string& b) {
    const Stamps one = stamps_of(from.tables, type, a), other = stamps_of(from.tables, type, b);
    const Instant first = by_creation ? one.created : one.updated, second = by_creation ? other.created : other.updated;
    if (!sort.at(0).is_null() && first != second) return first < second;
    return one.created > other.created;
  });
}

RecordAnswer<Wanted> wanted_of(const RecordType& type, const Value& query) {
  Wanted out;
  out.identities = query["includeIdentities"].bool_or(false);
  if (out.identities && !has_channels(type)) return fail(invalid_value("includeIdentities"));
  out.all_fields = query["fields"].is_null();
  for (std::size_t i = 0; query["fields"].is_list() && i < query["fields"].as_list().size(); ++i) {
    const Field* field = type.field(query["fields"].at(i).string_or(""));
    if (!field) return fail(invalid_value("fields"));
    out.fields.insert(field->id);
  }
  if (query["includeRelationships"].is_list()) out.relations = query["includeRelationships"].as_list();
  for (const Value& each : out.relations) {
    const Relation* relation = find_relation(each["relationId"].string_or(""));
    const bool outgoing = each["direction"] == Value("outgoing");
    if (!relation || (outgoing ? relation->source : relation->target) != type.many || each["limit"].int_or(3) > 25)
      return fail(invalid_value("includeRelationships"));
  }
  return out;
}

/// Nullptr: there is none that this user may read.
const RecordType* readable(const Reading& from, const Value& id) {
  const RecordType* type = find_type(id.string_or(""));
  return type && !from.schema.archived.contains(type->id()) ? type : nullptr;
}

}  // namespace

RecordAnswer<Value> query_records(const Reading& from, const Value& query) {
  if (const std::string key = unknown_key(query, {"typeId", "fields", "filters", "sort", "page", "pageSize",
                                                  "relationships", "includeRelationships", "includeIdentities"});
      !key.empty())
    return fail(RecordRefusal{400, "validation", "", key});
  const std::int64_t page = query["page"].int_or(1), size = query["pageSize"].int_or(25);
  if (page < 1 || page > 100000 || size < 1 || size > 500)
    return fail(RecordRefusal{400, "validation", "", "pageSize"});
  const RecordType* type = readable(from, query["typeId"]);
  if (!type) return fail(not_found("recordTypeNotFound"));
  const auto tests = tests_of(from, *type, query);
  if (!tests) return fail(tests.error());
  const auto wanted = wanted_of(*type, query);
  if (!wanted) return fail(wanted.error());
  std::vector<std::string> ids = ids_of(from.tables, *type);
  std::erase_if(ids, [&](const std::string& id) {
    return !std::ranges::all_of(*tests, [&](const Test& test) { return test(id); });
  });
  put_in_order(from, *type, query["sort"], ids);
  List records;
  const auto total = static_cast<std::int64_t>(ids.size());
  for (std::int64_t i = (page - 1) * size; i < std::min(page * size, total); ++i)
    records.push_back(record_of(from, *type, ids[static_cast<std::size_t>(i)], *wanted));
  return Value(Map{{"records", std::move(records)},
                   {"total", total},
                   {"page", page},
                   {"pageSize", size},
                   {"schemaRevision", from.schema.revision}});
}

RecordAnswer<Value> read_record(const Reading& from, const Value& query) {
  if (const std::string key = unknown_key(query, {"typeId", "recordId", "includeRelationships"}); !key.empty())
    return fail(RecordRefusal{400, "validation", "", key});
  const RecordType* type = readable(from, query["typeId"]);
  const std::string id = query["recordId"].string_or("");
  if (!type || !exists(from.tables, *type, id)) return fail(not_found("recordNotFound"));
  auto wanted = wanted_of(*type, Map{{"includeRelationships", query["includeRelationships"]}});
  if (!wanted) return fail(wanted.error());
  wanted->identities = has_channels(*type);
  return record_of(from, *type, id, *wanted);
}

}  // namespace syncline::sandbox::customermates
