#include "project/sql_tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "project/draft_words.h"

namespace syncline {
namespace {

constexpr std::string_view our_key = "sync_key";  // as docs/guides/databases.md calls it

Failure<Error> unusable(const char* code, const std::string& database, std::string message, std::string remedy) {
  return fail(Error{ErrorClass::validation, code, std::move(message), database, std::move(remedy), std::nullopt});
}

bool holds(const Value& list, const std::string& text) {
  return list.is_list() && std::ranges::count(list.as_list(), Value(text)) > 0;
}

/// As an expression can name it, and YAML.
bool is_plain(const std::string& name) {
  static const std::set<std::string> taken{"in", "true", "false", "null"};
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, fits) &&
         !taken.contains(to_lower(name));
}

/// Empty: none that a field can have.
std::string field_type(const std::string& declared) {
  static const std::map<std::string, std::string, std::less<>> known{{"smallint", "integer"},
                                                                     {"integer", "integer"},
                                                                     {"bigint", "integer"},
                                                                     {"numeric", "decimal"},
                                                                     {"real", "decimal"},
                                                                     {"double precision", "decimal"},
                                                                     {"boolean", "boolean"},
                                                                     {"date", "date"},
                                                                     {"timestamp without time zone", "datetime"},
                                                                     {"timestamp with time zone", "datetime"},
                                                                     {"json", "any"},
                                                                     {"jsonb", "any"},
                                                                     {"bytea", ""}};
  if (declared.ends_with("[]")) return "any";
  const auto found = known.find(declared);
  return found == known.end() ? "text" : found->second;
}

bool is_key_type(const std::string& declared) {
  static const std::set<std::string, std::less<>> known{"smallint", "integer", "bigint",
                                                        "uuid",     "text",    "character varying"};
  return known.contains(declared);
}

class Reader {
 public:
  Reader(const List& rows, const std::vector<std::string>& wanted) : rows_(rows), wanted_(wanted) {}

  SqlOutline outline() {
    name_objects();
    for (const Value& row : rows_) {
      if (const auto named = names_.find(text(row, "written")); named != names_.end())
        out_.tables.push_back(table(row, named->second));
    }
    return std::move(out_);
  }

  /// Those of `wanted` that are not there.
  std::vector<std::string> missing() const {
    std::vector<std::string> out;
    for (const std::string& each : wanted_) {
      if (std::ranges::none_of(rows_, [&](const Value& row) { return is_called(row, each); })) out.push_back(each);
    }
    return out;
  }

 private:
  static std::string text(const Value& row, const char* name) { return row[name].string_or(""); }
  static bool is_called(const Value& row, const std::string& name) {
    return name == text(row, "name") || name == text(row, "schema") + "." + text(row, "name");
  }
  bool is_wanted(const Value& row) const {
    return wanted_.empty() ||
           std::ranges::any_of(wanted_, [&](const std::string& each) { return is_called(row, each); });
  }

  /// Why it can be no object; empty: it can.
  static std::string obstacle(const Value& row) {
    if (row["is_view"].bool_or(false)) return "a view has no key; write its statements by hand";
    const std::size_t parts = row["key"].is_list() ? row["key"].as_list().size() : 0;
    if (parts == 0) return "it has no primary key, or this role does not see it";
    if (parts > 1) return "its key has several columns: let a view or a column make one of them";
    const std::string key = row["key"].at(0).string_or("");
    for (const Value& each : row["columns"].as_list()) {
      if (text(each, "name") != key) continue;
      if (!is_plain(key)) return "its key has a name that no field has";
      return is_key_type(text(each, "type")) ? "" : "its key is of the type " + text(each, "type");
    }
    return "this role may not read its key";
  }

  void name_objects() {
    std::set<std::string> taken;
    for (const Value& row : rows_) {
      if (!is_wanted(row)) continue;
      if (const std::string why = obstacle(row); !why.empty()) {
        out_.left_out.push_back(text(row, "written") + ": " + why);
        continue;
      }
      std::string name = draft::one_of(text(row, "name"));
      if (taken.contains(name)) name = draft::one_of(text(row, "schema") + "_" + text(row, "name"));
      while (!taken.insert(name).second) name += "_2";
      names_[text(row, "written")] = name;
    }
  }

  SqlTable table(const Value& row, const std::string& name) {
    SqlTable out;
    out.name = name;
    out.written = text(row, "written");
    out.create = row["may_insert"].bool_or(false);
    out.update = row["may_update"].bool_or(false);
    out.remove = row["may_delete"].bool_or(false);
    const std::string key = row["key"].at(0).string_or("");
    for (const Value& each : row["columns"].as_list()) {
      const SqlColumn column = column_of(each, row["refers"], out.name);
      if (column.name == key) {
        out.key = column;
        if (!each["given"].bool_or(false)) out.columns.push_back(column);
      } else if (column.name == our_key && column.type == "text" && holds(row["alone"], column.name)) {
        out.mark = column.written;
      } else if (column.declared == "xid8") {
        out.moved_by = column.written;
      } else if (column.type.empty() || !is_plain(column.name)) {
        out.undecided.push_back("the column " + column.written + " (" + column.declared +
                                ") cannot be a field: show it by a view, or under another name");
      } else {
        out.columns.push_back(column);
        if (!column.refers_to.empty()) need(out, column.refers_to);
      }
    }
    return out;
  }

  SqlColumn column_of(const Value& given, const Value& refers, const std::string& whose) const {
    SqlColumn out;
    out.name = text(given, "name");
    out.written = text(given, "written");
    out.declared = text(given, "type");
    out.type = field_type(out.declared);
    out.only_read = given["only_read"].bool_or(false);
    out.needed = given["needed"].bool_or(false);
    const auto to = names_.find(refers[out.name].string_or(""));
    if (to != names_.end() && to->second != whose) out.refers_to = to->second;
    return out;
  }

  /// Unless that one needs this one.
  void need(SqlTable& table, const std::string& other) {
    if (std::ranges::count(table.needs, other) > 0 || reaches(other, table.name)) return;
    table.needs.push_back(other);
    needs_[table.name].insert(other);
  }
  bool reaches(const std::string& from, const std::string& to) const {
    if (from == to) return true;
    const auto next = needs_.find(from);
    return next != needs_.end() &&
           std::ranges::any_of(next->second, [&](const std::string& each) { return reaches(each, to); });
  }

  const List& rows_;
  const std::vector<std::string>& wanted_;
  std::map<std::string, std::string> names_;  ///< as it stands in a statement → object
  std::map<std::string, std::set<std::string>> needs_;
  SqlOutline out_;
};

}  // namespace

Result<SqlOutline, Error> read_sql_tables(const List& rows, const std::string& database,
                                          const std::vector<std::string>& wanted) {
  Reader reader(rows, wanted);
  if (const auto missing = reader.missing(); !missing.empty()) {
    std::vector<std::string> known;
    for (const Value& row : rows) known.push_back(row["schema"].string_or("") + "." + row["name"].string_or(""));
    return unusable("sql.table", database, "there is no table \"" + missing.front() + "\" that this role may read",
                    "known: " + join(known, ", "));
  }
  SqlOutline out = reader.outline();
  if (out.tables.empty())
    return unusable(
        "sql.empty", database,
        "no table can be kept in step" + (out.left_out.empty() ? std::string() : "; " + join(out.left_out, "; ")),
        "grant this role usage of the schema and select on tables with a primary key");
  return out;
}

}  // namespace syncline
