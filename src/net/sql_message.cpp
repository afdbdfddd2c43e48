#include "net/sql_message.h"

#include "base/json.h"

namespace syncline {

std::string sql_body(const SqlStatement& statement) {
  const SqlSession& session = statement.session;
  return write_json(Map{{"statement", statement.text},
                        {"parameters", statement.parameters},
                        {"tls", session.tls},
                        {"ca_file", session.ca_file},
                        {"zone", session.zone},
                        {"patience", session.patience.us}});
}

Result<SqlStatement, Error> sql_statement(const std::string& body) {
  const auto said = parse_json(body);
  if (!said || !(*said)["statement"].is_string() || !(*said)["parameters"].is_list())
    return fail(Error{ErrorClass::config,
                      "sql.message",
                      "the request holds no statement",
                      "",
                      "write protocol: sql, and sql: in its requests",
                      {}});
  return SqlStatement{(*said)["statement"].as_string(),
                      (*said)["parameters"].as_list(),
                      {(*said)["tls"].string_or(""), (*said)["ca_file"].string_or(""), (*said)["zone"].string_or("UTC"),
                       Duration{(*said)["patience"].int_or(seconds(60).us)}}};
}

HttpResponse sql_rows(List rows, std::int64_t touched) {
  return {200, {{"rows", std::to_string(touched)}}, write_json(std::move(rows))};
}

HttpResponse sql_fault(const SqlFault& fault) {
  return {200,
          {},
          write_json(Map{{"fault", Map{{"code", fault.code},
                                       {"message", fault.message},
                                       {"detail", fault.detail},
                                       {"constraint", fault.constraint},
                                       {"table", fault.table},
                                       {"column", fault.column}}}})};
}

}  // namespace syncline
