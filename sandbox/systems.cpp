#include "sandbox/systems.h"

namespace syncline::sandbox {
namespace {

constexpr const char* crm_key = "sandbox-key-of-the-crm";

std::string url_of(const HttpServer& server) { return "http://127.0.0.1:" + std::to_string(server.port()); }

Result<std::unique_ptr<HttpServer>, Error> serve(Runtime& rt, VendorServer& vendor, std::uint16_t port) {
  HttpServerOptions options;
  options.port = port;
  return start_http_server(rt, options, [&vendor](const HttpRequest& request) { return vendor.handle(request); });
}

}  // namespace

Result<std::unique_ptr<Systems>, Error> Systems::start(Runtime& rt, const SystemsOptions& options) {
  OdooSetup odoo;
  odoo.api_key = crm_key;
  odoo.installed = rt.now() - days(500);
  TrytonSetup tryton;
  tryton.installed = odoo.installed;
  auto crm = std::make_unique<OdooModel>(odoo);
  auto erp = std::make_unique<TrytonModel>(tryton);
  std::unique_ptr<Systems> systems(new Systems);
  if (!options.empty) systems->truth_ = populate(*crm, *erp, options.seed, rt.now(), options.half ? 2 : 1);
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
  const OdooSetup odoo;
  const TrytonSetup tryton;
  return {{"CRM_URL", crm_url()},
          {"CRM_DATABASE", odoo.database},
          {"CRM_API_KEY", crm_key, true},
          {"ERP_URL", erp_url()},
          {"ERP_DATABASE", tryton.database},
          {"ERP_USER", tryton.login},
          {"ERP_PASSWORD", tryton.password, true}};
}

}  // namespace syncline::sandbox
