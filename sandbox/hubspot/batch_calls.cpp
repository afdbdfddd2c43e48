// Calls about up to 100 records: each has its own outcome where each has a trace id of its own.
#include <algorithm>
#include <set>

#include "sandbox/hubspot/object_calls.h"

namespace syncline::sandbox::hubspot {
namespace {

constexpr std::size_t most = 100;

struct Done {
  List results, errors;

  HttpResponse answer(const ObjectCall& call, int status) && {
    Map body{{"status", "COMPLETE"}, {"results", std::move(results)}};
    if (!errors.empty()) {
      body.set("numErrors", static_cast<std::int64_t>(errors.size()));
      body.set("errors", std::move(errors));
      status = 207;
    }
    body.set("startedAt", moment_text(call.work.now));
    body.set("completedAt", moment_text(call.work.now));
    return json_answer(status, body);
  }
};

/// "" when an input is not wrong by itself: too many, or the same one twice.
std::string wrong_inputs(const List& inputs) {
  if (inputs.empty()) return "Invalid input JSON: inputs are missing";
  if (inputs.size() > most) return "Too many inputs: at most 100 are allowed";
  std::set<std::string> seen;
  for (const Value& each : inputs) {
    const std::string id = each["id"].string_or("");
    if (!id.empty() && !seen.insert(id).second) return "Duplicate IDs found in batch input: [" + id + "]";
  }
  return {};
}

bool each_is_traced(const List& inputs) {
  std::set<std::string> seen;
  return std::ranges::all_of(inputs, [&](const Value& each) {
    const std::string trace = each["objectWriteTraceId"].string_or("");
    return !trace.empty() && seen.insert(trace).second;
  });
}

HttpResponse read(const ObjectCall& call, const List& inputs) {
  std::vector<std::string> properties;
  const Value& given = call.api.body["properties"];
  for (const Value& each : given.is_list() ? given.as_list() : List{}) properties.push_back(each.string_or(""));
  Done done;
  List missing;
  std::set<Id> shown;
  for (const Value& each : inputs) {
    const RowPtr row = found_by(call, each["id"].string_or(""), call.api.body["idProperty"].string_or(""));
    if (!row) missing.push_back(each["id"]);
    if (row && shown.insert(row->id).second)
      done.results.emplace_back(shown_record(call.work, call.type, *row, properties));
  }
  if (!missing.empty())
    done.errors.push_back(
        error_of({404,
                  "OBJECT_NOT_FOUND",
                  "Could not get some objects, they may be deleted or not exist. Check that ids are valid.",
                  {}},
                 {{"ids", missing}}));
  // Not in the order in which they were asked for.
  std::ranges::reverse(done.results);
  return std::move(done).answer(call, 200);
}

struct Written {
  Id id = 0;
  bool made = false;
};

Answer<Written> write(const ObjectCall& call, const std::string& verb, const Value& input) {
  if (verb == "create") {
    const auto id = create_with_links(call, input);
    if (!id) return fail(id.error());
    return Written{*id, true};
  }
  const Map given = input["properties"].is_map() ? input["properties"].as_map() : Map{};
  const std::string by = input["idProperty"].string_or(""), key = input["id"].string_or("");
  const RowPtr row = found_by(call, key, by);
  if (row) {
    if (auto done = update(call.work, call.type, row, given); !done) return fail(done.error());
    return Written{row->id, false};
  }
  if (verb == "update") return refuse(404, "OBJECT_NOT_FOUND", "Object not found.  objectId are usually numeric.");
  const Property* property = call.type.property(by);
  if (!property || !property->unique) return invalid("The property " + by + " is not a unique property");
  Map all = given;
  all.set(by, key);
  const auto id = create(call.work, call.type, all);
  if (!id) return fail(id.error());
  return Written{*id, true};
}

HttpResponse written(const ObjectCall& call, const std::string& verb, const List& inputs) {
  const bool traced = each_is_traced(inputs);
  const Tables before = call.work.tables;
  const std::size_t lines = call.work.ledger.size();
  Done done;
  for (const Value& each : inputs) {
    const auto one = write(call, verb, each);
    if (!one && !traced) {  // one bad record is that of all
      call.work.tables = before;
      call.work.ledger.resize(lines);
      return answer_of({400, one.error().category, one.error().message, one.error().errors});
    }
    if (!one) {
      done.errors.push_back(error_of(one.error(), {{"objectWriteTraceId", List{each["objectWriteTraceId"]}}}));
      continue;
    }
    std::vector<std::string> touched;
    if (each["properties"].is_map()) {
      for (const auto& [name, _] : each["properties"].as_map()) touched.push_back(name);
    }
    if (verb == "upsert") touched.push_back(each["idProperty"].string_or(""));
    Map shown = shown_record(call.work, call.type, *call.work.tables.find(call.type, one->id), touched);
    if (verb == "upsert") shown.set("new", one->made);
    if (traced) shown.set("objectWriteTraceId", each["objectWriteTraceId"]);
    done.results.emplace_back(std::move(shown));
  }
  std::ranges::reverse(done.results);
  return std::move(done).answer(call, verb == "create" ? 201 : 200);
}

}  // namespace

HttpResponse batch_call(const ObjectCall& call) {
  const std::string& verb = call.api.segment(2);
  const Value& given = call.api.body["inputs"];
  const List inputs = given.is_list() ? given.as_list() : List{};
  if (const std::string wrong = wrong_inputs(inputs); !wrong.empty())
    return answer_of({400, "VALIDATION_ERROR", wrong, {}});
  if (verb == "read") return read(call, inputs);
  if (verb == "create" || verb == "update" || verb == "upsert") return written(call, verb, inputs);
  if (verb != "archive") return answer_of({404, "", "resource not found", {}});
  for (const Value& each : inputs) {
    const auto id = id_of(each["id"]);
    const RowPtr row = id ? call.work.tables.live(call.type, *id) : nullptr;
    if (row) archive(call.work, call.type, row);
  }
  return {204, {}, ""};
}

}  // namespace syncline::sandbox::hubspot
