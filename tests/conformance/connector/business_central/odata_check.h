#pragma once
// Requests and answers held against a service's $metadata (EDMX): no name that it does not have, no value of another
// type, no change without If-Match.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline::conformance {

struct EdmProperty {
  std::string type;  ///< Edm.Decimal, or the name of an enumeration
  bool computed = false;
};

struct EdmType {
  std::map<std::string, EdmProperty> properties;
  std::map<std::string, std::pair<std::string, bool>> navigations;  ///< type, and whether there are many
  std::set<std::string> actions;
};

class ODataCheck {
 public:
  explicit ODataCheck(const std::string& metadata);

  /// What is wrong, in words; `target` is below the service root: "companies(…)/customers?$select=id".
  std::vector<std::string> request(const HttpRequest&, const std::string& target) const;
  std::vector<std::string> answer(const HttpRequest&, const std::string& target, const HttpResponse&) const;

 private:
  struct Named {
    std::string type, action;
    bool one = false;  ///< a record, not the whole set
    bool known = true;
  };
  Named named(const std::string& target) const;
  void check_options(const EdmType&, const std::string& query, std::vector<std::string>& wrong) const;
  void check_option(const EdmType&, const std::string& name, const std::string& text,
                    std::vector<std::string>& wrong) const;
  void check_filter(const EdmType&, const std::string& text, std::vector<std::string>& wrong) const;
  void check_expand(const EdmType&, const std::string& text, std::vector<std::string>& wrong) const;
  void check_body(const EdmType&, const Value& body, bool sent, std::vector<std::string>& wrong) const;
  bool fits(const std::string& type, const Value&) const;
  const EdmType* type(const std::string& name) const;

  std::map<std::string, EdmType> types_;
  std::map<std::string, std::string> sets_;  ///< set → type
  std::map<std::string, std::set<std::string>> enumerations_;
};

}  // namespace syncline::conformance
