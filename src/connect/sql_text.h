#pragma once
// SqlText: a statement of a manifest. What stands in ${…} is sent beside it as a parameter, never as a part of it.
// ${set(map)} becomes "a" = $1, "b" = $2 and ${values(map)} becomes ("a", "b") values ($1, $2): names are quoted.

#include <string>
#include <utility>
#include <vector>

#include "connect/template_tree.h"
#include "net/sql_message.h"

namespace syncline {

class SqlText {
 public:
  static SqlText compile(const std::string& source, const Node&, const Document&, const expr::Scope&,
                         Diagnostics& findings);

  bool empty() const { return parts_.empty(); }
  /// Its first word ("SELECT"), and the first table that it names ("app.contact"): for messages.
  const std::string& verb() const { return verb_; }
  const std::string& table() const { return table_; }
  /// Whether the name stands in the statement itself.
  bool mentions(std::string_view name) const;
  /// Errors (validation): nothing to set, or no map.
  Result<SqlStatement, Error> fill(const expr::Bindings&) const;

 private:
  enum class Kind : std::uint8_t { text, parameter, set, values };
  struct Part {
    Kind kind;
    std::string text;
    TemplateTree value;
  };

  std::vector<Part> parts_;
  std::string verb_, table_;
};

}  // namespace syncline
