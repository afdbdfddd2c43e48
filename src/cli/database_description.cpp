#include "cli/database_description.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "net/postgres_client.h"
#include "net/sql_message.h"
#include "net/url.h"

namespace syncline::cli {
namespace {

constexpr std::string_view scheme = "postgresql://";
constexpr Duration patience = seconds(60);

Failure<Error> refused(ErrorClass cls, const std::string& where, std::string message, std::string remedy) {
  return fail(Error{cls, "connectors.database", std::move(message), where, std::move(remedy), std::nullopt});
}

Failure<Error> refused_by(const Value& fault, const std::string& where) {
  const std::string code = fault["code"].string_or("");
  const bool is_access = code.starts_with("28") || code == "42501";
  return refused(is_access ? ErrorClass::auth : ErrorClass::config, where,
                 "the database answered: " + fault["message"].string_or("") + " (" + code + ")",
                 is_access ? "name a role that may read the tables by --user and --password '${env:NAME}'" : "");
}

Result<SqlPlace, Error> place_of(const std::string& where, const std::string& tls) {
  const auto no_address = [&](const std::string& why) {
    return refused(ErrorClass::validation, where, "this is no address of a database" + why,
                   "write it like postgresql://db.example.com:5432/sales");
  };
  if (!where.starts_with(scheme)) return no_address("");
  const auto url = parse_url("http://" + where.substr(scheme.size()));
  if (!url) return no_address(": " + url.error().message);
  const std::string database = percent_decode(url->path.substr(1));
  if (database.empty() || url->has_query) return no_address("");
  const bool says_port = url->port != 80 || where.find(":80/") != std::string::npos;
  const bool is_wide = url->host.find(':') != std::string::npos;  // an IPv6 address
  return SqlPlace{is_wide ? "[" + url->host + "]" : url->host, database, tls, says_port ? url->port : 5432};
}

}  // namespace

Result<DatabaseDescription, Error> database_description(Runtime& rt, const std::string& where, const std::string& tls,
                                                        const ServiceUser& user) {
  auto place = place_of(where, tls);
  if (!place) return fail(place.error());
  HttpClientOptions options;  // a person names the address, on their own machine: it may be in any network
  options.allowed_networks = {"0.0.0.0/0", "::/0"};
  const auto client = make_postgres_client(rt, options);
  if (!client) return fail(client.error());
  SqlStatement statement{sql_tables_statement(), {}};
  statement.session.tls = tls;
  HttpRequest request{"SQL", where, {}, sql_body(statement), ""};
  set_header(request.headers, "Authorization", "Basic " + base64(user.name + ":" + user.password));
  const auto response = (*client)->send(request, rt.now() + patience);
  if (!response)
    return refused(ErrorClass::transient, where, "the database cannot be reached: " + response.error().detail,
                   "check the address; --tls says how the connection is secured");
  auto answer = parse_json(response->body);
  if (!answer) return fail(answer.error());
  if (answer->is_map()) return refused_by((*answer)["fault"], where);
  return DatabaseDescription{std::move(*place), std::move(answer->as_list())};
}

}  // namespace syncline::cli
