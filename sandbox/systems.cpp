#include "sandbox/systems.h"

namespace syncline::sandbox {
namespace {

constexpr Duration age = days(500);

std::string url_of(const HttpServer& server) { return "http://127.0.0.1:" + std::to_string(server.port()); }

Result<std::unique_ptr<HttpServer>, Error> serve(Runtime& rt, VendorServer& vendor, std::uint16_t port) {
  HttpServerOptions options;
  options.port = port;
  return start_http_server(rt, options, [&vendor](const HttpRequest& request) { return vendor.handle(request); });
}

}  // namespace

Result<std::unique_ptr<Systems>, Error> Systems::start(Runtime& rt, const SystemsOptions& options) {
  const VendorPair& pair = pair_named(options.pair);
  auto crm = pair.crm->install(rt.now() - age);
  auto erp = pair.erp->install(rt.now() - age);
  std::unique_ptr<Systems> systems(new Systems(pair));
  if (!options.empty) {
    systems->truth_ = populate({*pair.crm, *crm}, {*pair.erp, *erp}, options.seed, rt.now(), options.half ? 2 : 1);
  }
  systems->crm_ = std::make_unique<VendorServer>(rt, std::move(crm));
  systems->erp_ = std::make_unique<VendorServer>(rt, std::move(erp));
  auto crm_http = serve(rt, *systems->crm_, options.crm_port);
  if (!crm_http) return fail(crm_http.error());
  systems->crm_http_ = std::move(*crm_http);
  auto erp_http = serve(rt, *systems->erp_, options.erp_port);
  if (!erp_http) return fail(erp_http.error());
  systems->erp_http_ = std::move(*erp_http);
  return systems;
}

std::string Systems::crm_url() const { return url_of(*crm_http_); }
std::string Systems::erp_url() const { return url_of(*erp_http_); }

std::vector<Variable> Systems::environment() const {
  std::vector<Variable> all;
  const auto add = [&](const std::string& side, std::vector<Variable> some) {
    for (Variable& each : some) all.push_back({side + each.name, std::move(each.value), each.secret});
  };
  add("CRM_", pair_.crm->environment(crm_url()));
  add("ERP_", pair_.erp->environment(erp_url()));
  return all;
}

}  // namespace syncline::sandbox
