// The part of a manifest that speaks SQL.
#include "connect/manifest_reader.h"
#include "connect/manifest_words.h"

namespace syncline {

namespace manifest_words {

using namespace schema;

Schema sql_schema() {
  return map({optional("tls", template_text(),
                       "disable, allow, prefer, require, verify-ca or verify-full, as libpq means them; without it "
                       "verify-full, on this machine prefer"),
              optional("ca_file", template_text(), "Whom TLS trusts: a PEM file; without it whom this machine trusts"),
              optional("zone", template_text(), "In which clocks of columns without a zone go; UTC without it")})
      .named("SQL");
}

}  // namespace manifest_words

namespace {

constexpr auto horizon = "pg_snapshot_xmin";

}  // namespace

CallSpec ManifestReader::sql_call(const Spot& spot) {
  CallSpec out;
  const Spot sql = spot.at("sql");
  if (manifest_.format.protocol != MessageFormat::Protocol::sql) {
    report(sql, "a request of this protocol is no statement", "remove it, or write protocol: sql");
    return out;
  }
  for (const char* other : {"path", "query", "headers", "body", "batch", "action", "method"}) {
    if (spot.at(other)) report(spot.at(other), std::string("a statement has no ") + other, "remove it");
  }
  if (!sql) {
    if (spot) report(spot, "the request does not say what is asked", "add sql: one statement");
    return out;
  }
  if (!sql.value->is_string()) {
    report(sql, "a statement is a text", "write it in quotes, or behind |");
    return out;
  }
  out.sql = SqlText::compile(sql.value->string_or(""), *sql.node, document_, scope_, findings_);
  out.method = out.sql.verb();
  return out;
}

void ManifestReader::read_log(ListSpec& list, const Spot& spot) {
  if (!list.operation.answer.next.empty()) return;
  if (manifest_.format.protocol != MessageFormat::Protocol::sql)
    return report(spot, "the log does not say where its answer ends", "add next: the position behind the last record");
  list.operation.answer.next = TemplateTree::compile_expression(
      "size(body) == 0 ? '' : string(body[size(body) - 1].position)", *spot.node, document_, scope_, findings_);
}

/// Transactions do not become visible in the order of their stamps or numbers: one that began before the last that was
/// read may end after it. What the horizon lies behind has ended.
void ManifestReader::require_horizon(const ListSpec& list, const Spot& spot) {
  const bool is_safe = list.strategy == Strategy::log && list.operation.call.sql.mentions(horizon);
  if (is_safe || list.strategy == Strategy::sweep) return;
  report(spot, "rows whose transaction ends later than others would be missed",
         "write strategy: log, and let the statement end where all transactions have ended: … < "
         "pg_snapshot_xmin(pg_current_snapshot()), of a table of changes, or of a column with pg_current_xact_id()");
}

void ManifestReader::complete_sql(ObjectSpec& object, const Spot& spot) {
  if (object.changes) require_horizon(*object.changes, spot.at("list").at("changes"));
  for (const auto& [name, list] : object.children) require_horizon(list, spot.at("children").at(name));
  const auto expression = [&](const std::string& source) {
    return TemplateTree::compile_expression(source, *spot.node, document_, scope_, findings_);
  };
  for (auto* made : {&object.create, &object.probe}) {
    if (*made && (*made)->answer.id.empty())
      (*made)->answer.id = expression("size(body) == 0 ? '' : string(body[0]['" + object.id + "'])");
  }
  const auto must_touch = [&](OperationSpec& operation) {
    if (!operation.answer.refused.empty() || operation.call.sql.empty()) return;
    operation.answer.refused = expression("headers.rows == '0'");
    operation.answer.refusal_class = ErrorClass::conflict;
    operation.answer.refusal_message = expression("'no row was touched: it was changed or removed since it was read'");
  };
  for (auto* written : {&object.update, &object.deactivate, &object.remove}) {
    if (*written) must_touch(**written);
  }
  for (HopSpec& hop : object.hops) must_touch(hop.operation);
  if (object.traits.max_execution < manifest_.timeout)
    report(spot.at("max_execution"), "a statement may still take effect after max_execution",
           "set it to the file's timeout at least");
}

}  // namespace syncline
