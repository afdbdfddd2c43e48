#include "connect/manifest_scope.h"

#include "connect/template_tree.h"

namespace syncline {

const std::vector<std::string>& manifest_variables() {
  static const std::vector<std::string> all{
      "settings", "id",    "key",    "content", "fields", "many2one", "since",   "until",   "after",
      "page",     "token", "status", "headers", "body",   "code",     "set",     "message", "part",
      "version",  "item",  "offset", "query",   "hop",    "text",     "warning", "session", "ids",
      "others",   "now",   "today",  "file",    "with",   "record",   "before",  "index",   "wanted",
      "url",      "items", "asked",  "row",     "rows",   "request"};
  return all;
}

expr::Scope manifest_scope(const std::vector<std::string>& names) {
  expr::Scope scope;
  for (const std::string& name : manifest_variables()) scope.variables.emplace(name, expr::Type::dyn());
  for (const std::string& name : names) scope.variables.emplace(name, expr::Type::dyn());
  scope.functions = &manifest_functions();
  return scope;
}

}  // namespace syncline
