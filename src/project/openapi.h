#pragma once
// ApiOutline: what an OpenAPI 3 file says of the collections of a REST API, as far as a connector can use it.

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace syncline {

struct ApiField {
  std::string path;  ///< dots lead into objects
  std::string type;  ///< as a manifest calls it; empty: none that a field can have
  bool read_only = false;
};

/// Records under one path, and single ones below it.
struct ApiCollection {
  std::string name;       ///< of one record: "customer"
  std::string path;       ///< "/customers"
  std::string item_path;  ///< "/customers/${id}"; empty: single records cannot be reached
  std::string title;
  std::string id = "id";
  std::vector<ApiField> fields;                    ///< without the id
  std::string records = "body";                    ///< where a list's answer has them, as an expression
  std::string next;                                ///< where it names the next page; empty: it does not say
  std::string limit, page, offset, cursor, since;  ///< names of the list's parameters; empty: there is none
  bool read = false, create = false, remove = false;
  std::string update;  ///< PATCH or PUT; empty: it cannot be changed
  std::string key;     ///< header of a creation that takes our key; empty: there is none
};

struct ApiSignIn {
  enum class Kind : std::uint8_t { none, bearer, basic, header, query, oauth2, unknown } kind = Kind::none;
  std::string name;  ///< of the header or parameter; of what is unknown
  std::string token_url;
};

struct ApiOutline {
  std::string title, version;
  std::string server;  ///< its first address, or the path of it; empty: not said
  ApiSignIn sign_in;
  std::vector<ApiCollection> collections;
  std::vector<std::string> left_out;  ///< lists that stand below other records
};

/// JSON or YAML. Errors (validation): no OpenAPI 3, or no path that lists records.
Result<ApiOutline, Error> read_openapi(const std::string& text, const std::string& file);

}  // namespace syncline
