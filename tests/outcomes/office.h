#pragma once
// For tests: a CRM and an ERP of one made-up vendor, reached over HTTP as a connector says, with the engine between
// them.

#include <memory>
#include <string>

#include "connect/http_port.h"
#include "engine/town_test.h"
#include "sandbox/http/vendor_server.h"
#include "tests/conformance/connector/plain/plain_model.h"

namespace syncline::outcomes {

using conformance::PlainModel;
using sandbox::HttpFaults;
using sandbox::VendorMutation;
using sandbox::VendorServer;

/// One of the two systems. Objects go by the vendor's names: contacts, items, deals, orders.
struct Desk {
  std::unique_ptr<VendorServer> server;

  std::string add(const std::string& model, Map fields);
  void edit(const std::string& model, const std::string& id, Map fields);
  void remove(const std::string& model, const std::string& id);
  Value at(const std::string& model, const std::string& id);
  /// The records whose field shows this.
  std::vector<std::string> with(const std::string& model, const char* field, const Value& shows);
  void look(const std::function<void(PlainModel&)>& body);
  /// What was done there by us, not by people.
  std::vector<VendorMutation> ours();
};

/// How an office is set up: its project is tests/outcomes/project, with one of the classes beside it.
struct OfficePlan {
  std::string idempotency = "key";  ///< a file of tests/outcomes/classes
  std::uint64_t seed = 1;
  std::function<void(Sources&)> change_project = [](Sources&) {};
};

class Office {
 public:
  explicit Office(OfficePlan plan);

  shop::Town town;
  Desk crm, erp, shop;                 ///< the shop only where the plan adds it
  std::function<void()> fill = [] {};  ///< before the engine starts
  /// By system: has its way with each answer before we get it; it may wait.
  std::map<std::string, std::function<void(const HttpRequest&, HttpResponse&)>> alter;
  /// By system: answers instead of the vendor, if it wants to; it may wait.
  using Meeting = std::optional<Result<HttpResponse, TransportError>>;
  std::map<std::string, std::function<Meeting(const HttpRequest&, Instant deadline)>> meet;

  Desk& operator[](const std::string& system) { return system == "crm" ? crm : system == "erp" ? erp : shop; }
  /// Says that a record was changed, as a webhook does, as soon as reads show it. Objects by the manifest's names:
  /// contact, item, deal, order.
  Instant now() { return rt_->now(); }
  Runtime& runtime() { return *rt_; }
  void notice(const std::string& system, const std::string& object, const std::string& id);
  /// Waits for it, ten minutes at most.
  bool comes(const std::function<bool()>& there);
  /// The same; it must come.
  void until(const std::function<bool()>& there);

 private:
  void connect(Runtime&, EngineSetup&);

  const OfficePlan plan_;
  Runtime* rt_ = nullptr;
  std::map<std::string, std::unique_ptr<HttpClient>> clients_;
};

/// The same companies in both systems, with the tax ids DE0, DE1 …
void add_companies(Office&, int count);
/// The same, each with a name of its own, and as many items, S0, S1 …
void add_companies_and_items(Office&, int count);
/// People of the CRM rename the companies; each is announced.
void rename_all(Office&, int companies, const std::string& name);
/// So many companies have that name in the ERP.
std::size_t renamed(Office&, const std::string& name);

}  // namespace syncline::outcomes
