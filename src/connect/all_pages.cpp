#include "connect/all_pages.h"

namespace syncline {

constexpr int most_pages = 1000;

Error nothing_answered(const std::string& place) {
  return {ErrorClass::transient,
          "connect.empty",
          "the answer holds no list of records, not even an empty one",
          place,
          "compare the answer with `records` in connector.yaml",
          {}};
}

Result<List, Error> all_pages(Caller& caller, const OperationSpec& operation, Map variables, const std::string& place,
                              const CallContext& context) {
  variables.set("token", "");
  List out;
  for (int page = 0; page < most_pages; ++page) {
    auto answer = caller.call(operation, variables, context);
    if (!answer) return fail(std::move(answer.error().error));
    if (!answer->has_records) return fail(nothing_answered(place));
    out.insert(out.end(), answer->records.begin(), answer->records.end());
    if (answer->next.empty()) return out;
    variables.set("token", std::move(answer->next));
  }
  return fail(Error{ErrorClass::config,
                    "connect.endless",
                    "its pages never end",
                    place,
                    "correct `next` in connector.yaml: it is empty after the last page",
                    {}});
}

}  // namespace syncline
