#pragma once
// Locators: queries whose answer goes on. Each holds the ids that matched when it was asked; records are shown as they
// are when their page is fetched.

#include <map>
#include <string>
#include <vector>

#include "sandbox/salesforce/query.h"

namespace syncline::sandbox::salesforce {

class Locators {
 public:
  /// At most `most` rows per answer, and now and then fewer, as the vendor says that it may.
  explicit Locators(std::size_t most) : most_(most) {}

  Answer<Value> begin(const View&, std::string_view soql, std::size_t batch);
  /// `name`: "0r8…-2000". Errors: INVALID_QUERY_LOCATOR once it is two days old, or none of ours.
  Answer<Value> more(const View&, const std::string& name);
  void forget_all() { open_.clear(); }

 private:
  struct Open {
    Query query;
    std::vector<std::string> ids;
    std::size_t batch = 0;
    bool deleted = false;
    Instant asked;
  };
  Value page(const View&, const std::string& name, const Open&, std::size_t from);

  std::size_t most_;
  std::map<std::string, Open> open_;
  int given_ = 0, pages_ = 0;
};

}  // namespace syncline::sandbox::salesforce
