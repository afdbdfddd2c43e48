#pragma once
// Systems: the wholesaler's CRM and ERP, each served over HTTP on loopback, as an installation would meet them.

#include <memory>
#include <string>
#include <vector>

#include "net/http_server.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/vendor_pair.h"
#include "sandbox/wholesaler.h"

namespace syncline::sandbox {

struct SystemsOptions {
  std::string pair = "odoo-tryton";          ///< of pair_names()
  std::uint16_t crm_port = 0, erp_port = 0;  ///< 0 = any free port
  bool empty = false;                        ///< nothing but what comes with an installation
  bool half = false;                         ///< half as many customers
  std::uint64_t seed = 20260301;
};

class Systems {
 public:
  /// The Runtime outlives them. Errors: as of start_http_server().
  static Result<std::unique_ptr<Systems>, Error> start(Runtime&, const SystemsOptions&);

  const VendorPair& pair() const { return pair_; }
  VendorServer& crm() { return *crm_; }
  VendorServer& erp() { return *erp_; }
  std::string crm_url() const;
  std::string erp_url() const;
  const Truth& truth() const { return truth_; }
  /// What a project has to know of them, by the names that the example uses.
  std::vector<Variable> environment() const;

 private:
  explicit Systems(const VendorPair& pair) : pair_(pair) {}

  const VendorPair& pair_;
  Truth truth_;
  std::unique_ptr<VendorServer> crm_, erp_;
  std::unique_ptr<HttpServer> crm_http_, erp_http_;  // end before what they serve
};

}  // namespace syncline::sandbox
