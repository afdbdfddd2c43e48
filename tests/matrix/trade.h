#pragma once
// Trade: a CRM and an ERP of a wholesaler as models of their vendors, and Syncline between them on the project that
// `syncline init` writes for the pair. A person has let it write and named the CRM's stages, nothing else.

#include <memory>
#include <string>
#include <vector>

#include "engine/town_test.h"
#include "sandbox/crm_desk.h"
#include "sandbox/erp_office.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/screens.h"
#include "sandbox/vendor/vendor.h"

namespace syncline::matrix {

using namespace sandbox;

/// The people of one system.
struct Side {
  std::unique_ptr<VendorServer> server;
  std::unique_ptr<Screen> screen;
  std::vector<std::unique_ptr<HttpClient>> clients;  ///< one of each process
  int failed = 0;                                    ///< calls, before the faults that are set now
};

class Trade {
 public:
  Trade(const CrmVendor& crm, const ErpVendor& erp);

  /// Tells the story to somebody who lives on when Syncline dies.
  void live(const std::function<void()>& story) { town_.outlive("", story, 0); }
  /// Until it is so. False: not within the limit.
  bool becomes(const std::function<bool()>& so, Duration limit = hours(2));
  void wait(Duration time) { town_.wait(time); }
  /// Syncline ends at once; the next process dies as soon as a write of its was answered, the one after it goes on.
  void die() { town_.die("deliver.answered"); }
  int deaths() const { return town_.deaths; }
  /// Its next calls fail, one in each way: refused for a while; done without an answer; a proxy's error, done and not.
  static void disturb(Side&);
  static int failed(const Side&);  ///< calls so far
  std::string problems();
  std::string story();

  /// The record of the ERP that has this name; "" unless there is one only.
  std::string in_erp(const std::string& kind, const std::string& name) {
    return only(*erp.server, erp_vendor, kind, name);
  }
  std::string in_crm(const std::string& kind, const std::string& name) {
    return only(*crm.server, crm_vendor, kind, name);
  }
  /// How many records of a kind came through the API.
  std::size_t made_in_crm(const std::string& kind) { return made(*crm.server, crm_vendor, kind); }
  std::size_t made_in_erp(const std::string& kind) { return made(*erp.server, erp_vendor, kind); }

  std::function<void()> before = [] {};  ///< what people have done when Syncline begins
  const CrmVendor& crm_vendor;
  const ErpVendor& erp_vendor;
  Side crm, erp;
  std::unique_ptr<CrmDesk> sales;
  std::unique_ptr<ErpOffice> office;

 private:
  void connect(Runtime& process, EngineSetup&);
  static std::string only(VendorServer&, const Vendor&, const std::string& kind, const std::string& name);
  static std::size_t made(VendorServer&, const Vendor&, const std::string& kind);

  shop::Town town_;
  std::shared_ptr<const Project> project_;
};

/// The project of this pair as files, at work.
Sources project_of(const CrmVendor&, const ErpVendor&);

}  // namespace syncline::matrix
