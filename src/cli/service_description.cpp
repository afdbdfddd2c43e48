#include "cli/service_description.h"

#include <filesystem>

#include "base/hash.h"
#include "base/text.h"
#include "net/http_client.h"
#include "net/url.h"
#include "runtime/files.h"

namespace syncline::cli {
namespace {

constexpr std::size_t largest_description = 32u << 20;
constexpr Duration patience = seconds(120);  // large services work out what they say
constexpr std::string_view metadata = "/$metadata";

Failure<Error> refused(ErrorClass cls, const std::string& url, std::string message, std::string remedy) {
  return fail(Error{cls, "connectors.service", std::move(message), url, std::move(remedy), std::nullopt});
}

Failure<Error> refused_by(const HttpResponse& response, const std::string& url) {
  const std::string status = "the service answered " + std::to_string(response.status);
  if (response.status == 401 || response.status == 403)
    return refused(ErrorClass::auth, url, status,
                   "name somebody who may read it by --user and --password '${env:NAME}'");
  const std::string* moved = header(response.headers, "Location");
  if (response.status >= 300 && response.status < 400 && moved)
    return refused(ErrorClass::config, url, status + ", and that it is at " + truncate(squeeze(*moved), 200),
                   "name that address");
  return refused(ErrorClass::not_found, url, status, "name the service's address: what stands before /$metadata");
}

/// A person names the address, on their own machine: it may be in any network.
HttpClientOptions anywhere() {
  HttpClientOptions options;
  options.allowed_networks = {"0.0.0.0/0", "::/0"};
  options.max_response_bytes = largest_description;
  return options;
}

}  // namespace

Result<ServiceDescription, Error> described_in_file(const std::string& file) {
  auto text = real_files().read(file, largest_description);
  if (!text) return fail(text.error());
  return ServiceDescription{std::move(*text), std::filesystem::path(file).filename().string(), ""};
}

Result<ServiceDescription, Error> odata_description(Runtime& rt, const std::string& where, const ServiceUser& user) {
  if (!where.starts_with("http://") && !where.starts_with("https://")) return described_in_file(where);
  auto service = parse_url(where);
  if (!service) return fail(service.error());
  if (service->path.ends_with(metadata)) service->path.resize(service->path.size() - metadata.size());
  while (service->path.ends_with('/')) service->path.pop_back();
  Url asked = *service;
  asked.path += metadata;
  service->has_query = false;
  service->query.clear();
  const auto client = make_http_client(rt, anywhere());
  if (!client) return fail(client.error());
  HttpRequest request{"GET", to_text(asked), {{"Accept", "application/xml"}}, "", ""};
  if (!user.name.empty())
    set_header(request.headers, "Authorization", "Basic " + base64(user.name + ":" + user.password));
  const auto response = (*client)->send(request, rt.now() + patience);
  if (!response)
    return refused(ErrorClass::transient, request.url, "the service cannot be reached: " + response.error().detail, "");
  if (response->status != 200) return refused_by(*response, request.url);
  return ServiceDescription{response->body, request.url, to_text(*service)};
}

}  // namespace syncline::cli
