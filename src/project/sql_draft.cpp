#include "project/sql_draft.h"

#include <algorithm>

#include "base/text.h"
#include "project/draft_words.h"

namespace syncline {
namespace {

using draft::quoted;

/// What every id comes after; of texts a word for the empty one, which a manifest cannot say.
constexpr const char* before_all = "(before all)";

std::string least_of(const std::string& type) {
  if (type == "smallint") return "-32768";
  if (type == "integer") return "-2147483648";
  if (type == "bigint") return "-9223372036854775808";
  return type == "uuid" ? "00000000-0000-0000-0000-000000000000" : "";
}

class Draft {
 public:
  Draft(const std::string& name, const SqlOutline& tables, const SqlPlace& place) {
    line("# Begun from the database " + draft::one_line(place.database) + " at " + draft::one_line(place.host) +
         ". Where it says \"decide:\" a person must look; then ask the system itself:");
    line("#   syncline connectors test <system>");
    line("connector: " + name);
    line("title: " + quoted(place.database + ", PostgreSQL"));
    line("protocol: sql");
    settings(place);
    line("");
    line("objects:");
    for (const SqlTable& each : tables.tables) object(each);
    for (const std::string& each : tables.left_out) line("# left out: " + draft::one_line(each));
  }
  std::string text;

 private:
  void line(const std::string& words) { text += words + "\n"; }

  void settings(const SqlPlace& place) {
    line("settings:");
    line("  host: {type: string, default: " + quoted(place.host) + ", description: \"Where PostgreSQL runs\"}");
    line("  port: {type: integer, default: " + std::to_string(place.port) + ", description: \"Its port\"}");
    line("  database: {type: string, default: " + quoted(place.database) + ", description: \"Name of the database\"}");
    line("  user: {type: string, required: true, description: \"A role that may do what stands here, and no more\"}");
    line("  password: {type: secret, required: true, description: \"Its password\"}");
    line("  tls: {type: string, default: " + quoted(place.tls) +
         ", description: \"How the connection is secured, where the default does not fit\"}");
    line(
        "  ca_file: {type: string, default: \"\", description: \"Who signed the server's certificate, where it is our "
        "own\"}");
    line("base_url: \"postgresql://${settings.host}:${settings.port}/${settings.database}\"");
    line("auth: {kind: basic, user: \"${settings.user}\", password: \"${settings.password}\"}");
    line(
        "sql: {zone: UTC, tls: \"${settings.tls}\", ca_file: \"${settings.ca_file}\"}    # decide: where clocks "
        "without a zone go");
    line("# decide: what the database can bear");
    line("limits: {concurrency: 2, rate: 20/s}");
    line("timeout: 10s");
  }

  void object(const SqlTable& of) {
    line("  " + of.name + ":");
    line("    title: " + quoted(of.written));
    if (id_of(of) != "id") line("    id: " + id_of(of));
    if (!of.needs.empty()) line("    needs: [" + join(of.needs, ", ") + "]");
    for (const std::string& each : of.undecided) line("    # decide: " + draft::one_line(each));
    line("    fields:");
    for (const SqlColumn& each : of.columns) field(each, each.name == of.key.name);
    line("      " + version_of(of) + ": {type: text}");
    line("    version: " + version_of(of));
    line("    precondition: version");
    line("    max_execution: 10s");
    lists(of);
    line("    read: {request: {sql: " +
         quoted_sql("select " + shown(of) + " from " + of.written + " where " + of.key.written + " = ${id}") + "}}");
    writes(of);
    line("");
  }

  void field(const SqlColumn& of, bool is_key) {
    std::vector<std::string> notes;
    if (is_key) notes.emplace_back("the key: bind it write: never, unless new ones are made");
    if (of.only_read) notes.emplace_back("only read");
    if (of.needed && !of.only_read) notes.emplace_back("a new one must say it");
    if (of.declared.starts_with("timestamp without")) notes.emplace_back("a clock, in the zone above");
    if (!of.refers_to.empty()) notes.push_back("a " + of.refers_to);
    const std::string type = !of.refers_to.empty() ? "{type: many2one}"
                             : of.type == "any"    ? "{}"
                                                   : "{type: " + of.type + "}";
    line("      " + of.name + ": " + type + (notes.empty() ? "" : "  # " + join(notes, "; ")));
  }

  void lists(const SqlTable& of) {
    line("    list:");
    of.moved_by.empty() ? changes_by_rows(of) : changes_by_column(of);
    line("      sweep:");
    line("        strategy: sweep");
    const std::string least = least_of(of.key.declared);
    line("        first: " + quoted(least.empty() ? before_all : least));
    line("        request: {sql: " +
         quoted_sql("select " + shown(of) + " from " + of.written + " where " + of.key.written + " > ${" +
                    (least.empty() ? "after == '" + std::string(before_all) + "' ? '' : after" : "after") +
                    "} order by " + of.key.written + " limit ${page}") +
         "}");
  }

  void changes_by_column(const SqlTable& of) {
    line("      # decide: does every insert and update set " + of.moved_by + " to pg_current_xact_id()?");
    log(of,
        "select " + shown(of) + ", " + of.moved_by + " || ' ' || " + of.key.written + " as position from " + of.written,
        of.moved_by, "xid8", of.key.written);
  }

  /// Each pass looks at the whole table: right without anything added to it, and slow when it is large.
  void changes_by_rows(const SqlTable& of) {
    line(
        "      # decide: each pass reads the whole table. A column of type xid8 with an index, that a trigger sets to");
    line("      # pg_current_xact_id(), or a log of changes spares that; a column with the time alone misses changes");
    std::string names;
    for (const std::string& each : aliases(of)) names += each + ", ";
    log(of,
        "select " + names + "transaction_of_row || ' ' || " + id_of(of) + " as position from (select " + shown(of) +
            ", clock.latest - (clock.latest - xmin::text::bigint & 4294967295) as transaction_of_row from " +
            of.written +
            ", (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as latest) as clock) as numbered",
        "transaction_of_row", "bigint", id_of(of));
  }

  void log(const SqlTable& of, const std::string& select, const std::string& moved, const std::string& type,
           const std::string& id) {
    const std::string horizon =
        "pg_snapshot_xmin(pg_current_snapshot())" + std::string(type == "xid8" ? "" : "::text::bigint");
    line("      changes:");
    line("        strategy: log");
    line("        first: " + quoted("0 " + least_of(of.key.declared)));
    line("        request:");
    line("          sql: |");
    line("            " + select);
    line("            where (" + moved + ", " + id + ") > (${token.split(' ')[0]}::" + type +
         ", ${token.substring(token.indexOf(' ') + 1)}::" + of.key.declared + ")");
    line("              and " + moved + " < " + horizon);
    line("            order by " + moved + ", " + id + " limit ${page}");
  }

  void writes(const SqlTable& of) {
    if (of.create) create(of);
    const std::string one = " where " + of.key.written + " = ${id} and xmin = ${version}";
    if (of.update)
      line("    update: {request: {sql: " + quoted_sql("update " + of.written + " set ${set(content)}" + one) + "}}");
    if (of.remove) line("    remove: {request: {sql: " + quoted_sql("delete from " + of.written + one) + "}}");
  }

  void create(const SqlTable& of) {
    const std::string into = "insert into " + of.written + " ", id = of.key.written + " as " + id_of(of);
    if (of.mark.empty()) {
      line("    create: {request: {sql: " + quoted_sql(into + "${values(content)} returning " + id) + "}}");
      line("    # decide: which column carries our key, so that a row whose creation was not answered is found; add");
      line("    # sync_key text unique, begin anew, or see docs/guides/databases.md");
      return;
    }
    const std::string once =
        of.update ? " on conflict (" + of.mark + ") do update set " + of.mark + " = excluded." + of.mark : "";
    line(std::string("    idempotency: ") + (of.update ? "upsert" : "probe"));
    line("    create: {request: {sql: " +
         quoted_sql(into + "${values(merge(content, {'sync_key': key}))}" + once + " returning " + id) + "}}");
    line("    probe: {request: {sql: " +
         quoted_sql("select " + id + " from " + of.written + " where " + of.mark + " = ${key}") + "}}");
  }

  // A column may be called as what is added to each row.
  static bool has(const SqlTable& of, std::string_view name) {
    return std::ranges::any_of(of.columns, [&](const SqlColumn& each) { return each.name == name; });
  }
  static std::string id_of(const SqlTable& of) { return of.key.name != "id" && has(of, "id") ? "id_of_row" : "id"; }
  static std::string version_of(const SqlTable& of) { return has(of, "version") ? "version_of_row" : "version"; }

  static std::string shown(const SqlTable& of) {
    std::string out = of.key.written + (id_of(of) == of.key.name ? "" : " as " + id_of(of));
    for (const SqlColumn& each : of.columns) {
      if (each.name != id_of(of)) out += ", " + each.written;
    }
    return out + ", xmin as " + version_of(of);
  }
  static std::vector<std::string> aliases(const SqlTable& of) {
    std::vector<std::string> out{id_of(of)};
    for (const SqlColumn& each : of.columns) {
      if (each.name != id_of(of)) out.push_back(each.written);
    }
    out.push_back(version_of(of));
    return out;
  }
  /// With the expressions that stand in it.
  static std::string quoted_sql(const std::string& statement) {
    std::string out = "\"";
    for (const char c : statement) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return out + "\"";
  }
};

}  // namespace

std::string draft_sql_connector(const std::string& name, const SqlOutline& tables, const SqlPlace& place) {
  return Draft(name, tables, place).text;
}

}  // namespace syncline
