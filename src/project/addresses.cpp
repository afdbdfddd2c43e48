// Addresses of systems, as far as they stand in the file: what calls to them would be refused for, later.
#include "config/format_check.h"
#include "net/address_guard.h"
#include "net/url.h"
#include "project/compilation.h"

namespace syncline {
namespace {

std::optional<IpAddress> address_in(const Url& url) {
  if (url.host == "localhost") return ipv4(127, 0, 0, 1);
  return parse_ip(url.host);
}

bool is_loopback(const IpAddress& address) {
  return address == ipv4(127, 0, 0, 1) || address == parse_ip("::1").value_or(IpAddress{});
}

void check_address(Compilation& c, const ProjectSystem& system, const AddressGuard& guard, const std::string& text,
                   const Place& at) {
  const auto url = parse_url(text);
  if (!url) return c.report("P050", at, url.error().message, url.error().remedy);
  const auto address = address_in(*url);
  const auto refusal = address ? guard.refusal(*address) : std::nullopt;
  if (refusal) {
    c.report("P050", at, "calls to " + system.name + " would be refused: " + *refusal,
             "when it is meant, add to the system: networks: [" + to_text(*address) + (address->v6 ? "/128]" : "/32]"));
  }
  if (url->scheme == "http" && !(address && is_loopback(*address))) {
    c.warn("P051", at, "the address of " + system.name + " is not encrypted: passwords and data can be read on the way",
           "write https://");
  }
}

}  // namespace

void check_addresses(Compilation& c, const ProjectSystem& system) {
  const auto guard = AddressGuard::make(system.allowed_networks);
  if (!guard) return;  // a malformed network is a finding already
  for (const auto& [name, setting] : system.settings) {
    const auto spec = system.manifest->settings.find(name);
    const bool is_url = spec != system.manifest->settings.end() && spec->second.type == SettingSpec::Type::url;
    if (!is_url || !setting.written.is_string() || has_reference(setting.written.as_string())) continue;
    const std::string& text = setting.written.as_string();
    if (format_fault(Format::url, text) || has_credentials(text)) continue;  // findings already
    check_address(c, system, *guard, text, setting.at);
  }
}

}  // namespace syncline
