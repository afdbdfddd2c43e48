#include "sandbox/salesforce/collections.h"

#include <map>

#include "base/json.h"
#include "base/text.h"
#include "sandbox/salesforce/record_id.h"

namespace syncline::sandbox::salesforce {
namespace {

constexpr std::size_t most_records = 200;

Value failed(const std::string& code, const std::string& message, const Value& fields = List{}) {
  return Map{{"success", false}, {"errors", List{Map{{"statusCode", code}, {"message", message}, {"fields", fields}}}}};
}

/// One record's answer, told as a result among others. Nothing: it could not even be parsed, which refuses the request.
std::optional<Value> result_of(const HttpResponse& answer, const std::string& id) {
  const Value body = parse_json(answer.body).value_or(Value());
  if (answer.status == 300) return failed("DUPLICATE_EXTERNAL_ID", "more than one record has this external id");
  if (answer.status < 300) return body.is_null() ? Map{{"id", id}, {"success", true}, {"errors", List{}}} : body;
  const Value& error = body.at(0);
  if (error["errorCode"] == Value("JSON_PARSER_ERROR")) return std::nullopt;
  return failed(error["errorCode"].string_or(""), error["message"].string_or(""),
                error["fields"].is_list() ? error["fields"] : Value(List{}));
}

class Collection {
 public:
  explicit Collection(const SobjectCall& call)
      : call_(call), type_(call.request.segment(2)), key_(type_.empty() ? "id" : call.request.segment(3)) {}

  HttpResponse answer() {
    const Value body = parse_json(call_.request.http->body).value_or(Value());
    if (!body["records"].is_list())
      return answer_of({400, "JSON_PARSER_ERROR", "The request lacks its list of records", {}});
    const List& records = body["records"].as_list();
    if (records.size() > most_records)
      return answer_of(
          {400, "EXCEEDED_ID_LIMIT", "record limit reached. cannot submit more than 200 records into this call", {}});
    for (const Value& each : records) ++uses_[name_of(each)];
    const Tables tables = call_.work.tables;
    const std::size_t done = call_.work.ledger.size();
    List results;
    bool all_well = true;
    for (const Value& each : records) {
      auto result = one(each);
      if (!result) {
        undo(tables, done);
        return answer_of({400, "JSON_PARSER_ERROR", "Cannot deserialize the request body", {}});
      }
      all_well = all_well && (*result)["success"] == Value(true);
      results.push_back(std::move(*result));
    }
    if (!all_well && body["allOrNone"] == Value(true)) {
      undo(tables, done);
      for (Value& each : results) {
        if (each["success"] == Value(true))
          each = failed("ALL_OR_NONE_OPERATION_ROLLED_BACK",
                        "Record rolled back because not all records were valid and the request was using AllOrNone");
      }
    }
    return json_answer(200, results);
  }

 private:
  std::string name_of(const Value& record) const { return creates() ? "" : to_lower(record[key_].string_or("")); }
  bool creates() const { return call_.request.method == "POST"; }

  void undo(const Tables& tables, std::size_t ledger) const {
    call_.work.tables = tables;
    call_.work.ledger.resize(ledger);
  }

  std::optional<Value> one(const Value& record) const {
    const std::string type = record["attributes"]["type"].string_or("");
    if (type.empty() || (!type_.empty() && type != type_))
      return failed("INVALID_TYPE", "attributes.type is to name the type of each record");
    const std::string name = record[key_].string_or("");
    if (!creates() && name.empty()) return failed("MISSING_ARGUMENT", key_ + " not specified");
    if (!creates() && uses_.at(name_of(record)) > 1)
      return key_ == "id" ? failed("DUPLICATE_VALUE", "duplicate id in list: " + name)
                          : failed("DUPLICATE_EXTERNAL_ID", "Duplicate external id specified: " + name);
    Map fields = record.as_map();
    fields.erase("attributes");
    if (!creates()) fields.erase(key_);
    HttpRequest alone{call_.request.method, "", {}, write_json(fields), ""};
    ApiRequest request = call_.request;
    request.http = &alone;
    request.segments = {"sobjects", type};
    if (!type_.empty()) request.segments.push_back(key_);
    if (!creates()) request.segments.push_back(name);
    return result_of(sobject_call({request, call_.work, call_.is_locked}), long_id(name).value_or(name));
  }

  const SobjectCall& call_;
  std::string type_, key_;  ///< of an upsert its type; what names a record: its id, or its external id
  std::map<std::string, int> uses_;
};

}  // namespace

HttpResponse collection_call(const SobjectCall& call) {
  const ApiRequest& request = call.request;
  const bool creates = request.method == "POST" && request.segments.size() == 2;
  const bool updates = request.method == "PATCH" && request.segments.size() == 2;
  const bool upserts = request.method == "PATCH" && request.segments.size() == 4;
  if (!creates && !updates && !upserts)
    return answer_of({404, "NOT_FOUND", "The requested resource does not exist", {}});
  const ObjectType* type = upserts ? find_object(request.segment(2)) : nullptr;
  if (upserts && !type) return answer_of({404, "NOT_FOUND", "The requested resource does not exist", {}});
  const Field* key = upserts ? type->field(request.segment(3)) : nullptr;
  if (upserts && !(key && key->external_id))
    return answer_of({404,
                      "NOT_FOUND",
                      "Provided external ID field does not exist or is not accessible: " + request.segment(3),
                      {}});
  return Collection(call).answer();
}

}  // namespace syncline::sandbox::salesforce
