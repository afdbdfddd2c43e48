#pragma once
// Where the suite runs: one connector by its manifest, a model of its vendor with faults, simulated time. Another
// connector adds a type like these and its name in CONNECTOR_CASE.

#include <algorithm>
#include <doctest/doctest.h>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connect/http_port.h"
#include "connect/manifest.h"
#include "runtime/simulated.h"
#include "sandbox/http/vendor_server.h"

namespace syncline::conformance {

/// What the suite must know of a vendor. Every record has a text in the field that we call "name".
struct Vendor {
  std::string manifest_file;  ///< below the source folder
  Map settings;
  std::string object;               ///< as the manifest calls it
  std::string empty_object;         ///< one of which the model has no record at first
  std::string model;                ///< as the vendor calls it
  std::string name = "name";        ///< the field "name", as the vendor calls it
  std::string typed_name = "name";  ///< the one in which people type it
  Map person_gives = {};            ///< beside the name, for a record that is one of `object`
  Map sync_gives = {};              ///< the same in our form
  Map impossible = {};              ///< in our form, beside the name: the vendor refuses it
  int lookups = 1;                  ///< tables that a new record refers to, at most
  int calls = 1;                    ///< that a reading, or a page, takes
  Duration overlap = minutes(5);    ///< how far its lists go back, at most
  std::function<std::unique_ptr<sandbox::VendorModel>()> make_model;
  struct Document {
    std::string list;      ///< the field of its lines
    std::string amount;    ///< a number of a line, which must be positive
    Map line;              ///< in our form, beside the amount: what a new line needs
    Hop ignored;           ///< the vendor answers success and does nothing
    std::string messages;  ///< as the vendor calls them
  } document = {};
};

/// Pages hold five records, whatever the manifest says, so that borders are met.
class Bench {
 public:
  Bench(SimScheduler&, Vendor);

  const Vendor vendor;
  Runtime& rt;
  sandbox::VendorServer server;

 private:
  std::unique_ptr<HttpClient> client_ = server.client();

 public:
  const std::shared_ptr<SystemPort> port;
  const ObjectTraits& traits;

  CallContext context() const { return {rt.now() + minutes(30), Priority::event, "t"}; }
  RecordKey key(const std::string& native) const { return {"sys", vendor.object, native}; }

  // What people do.
  std::string person_creates(const std::string& name);
  void person_renames(const std::string& native, const std::string& name);
  void person_deletes(const std::string& native);
  /// All but those that the model was born with.
  std::vector<std::string> natives();
  /// As stored; empty: there is none.
  std::string stored_name(const std::string& native);
  std::size_t count(const std::string& name);

  // What the engine does.
  struct Seen {
    std::map<std::string, NativeRecord> latest = {};
    std::size_t records = 0;
    int pages = 0;

    std::string name(const std::string& native) const;
  };
  /// All pages from the cursor on; `between` runs after each page but the last.
  Seen pass(ListMode, std::string& cursor, const std::function<void()>& between = nullptr);
  NativeRecord read(const std::string& native);
  WriteOutcome create(const std::string& name, const std::string& idempotency_key);
  WriteOutcome rename(const NativeRecord& as_read, const std::string& name);
  WriteRequest create_request(const std::string& name, const std::string& idempotency_key) const;
  /// What the engine does about a create whose outcome it does not know. The record's id.
  std::string settle(const std::string& name, const std::string& idempotency_key);

  /// Until reads and listings show what was done so far.
  void wait() { rt.sleep_for(traits.read_lag + seconds(31)); }

 private:
  Map typed(const Map& others, const std::string& name) const;  ///< what a person types

  std::vector<std::string> born_;
};

std::string name_of(const NativeRecord&);
/// The records that a stream names from the cursor on.
std::vector<std::string> named(Bench&, const std::string& stream, std::string& cursor);
bool holds(const std::vector<std::string>& all, const std::string& one);
/// With pages of five.
std::shared_ptr<const Manifest> testing_manifest(const Vendor&);

/// Runs `body` on the simulated scheduler; everything must end.
void on_bench(const Vendor&, const std::function<void(Bench&)>& body);

// The vendors.
struct Odoo {
  static Vendor vendor();
};
struct OdooPersons {
  static Vendor vendor();
};
struct OdooDeals {
  static Vendor vendor();
};
struct OdooProducts {
  static Vendor vendor();
};
struct OdooBefore19 {  ///< by JSON-RPC, in an envelope
  static Vendor vendor();
};
struct OdooDealsBefore19 {  ///< their quotations come from other calls
  static Vendor vendor();
};
struct Tryton {
  static Vendor vendor();
};
struct TrytonPersons {
  static Vendor vendor();
};
struct SalesforceAccounts {  ///< listed by windows with tokens, compared by ETags
  static Vendor vendor();
};
struct SalesforceContacts {  ///< compared by dates; their name is two fields
  static Vendor vendor();
};
struct SalesforceDeals {  ///< read by a query that lags
  static Vendor vendor();
};
struct BusinessCentral {
  static Vendor vendor();
};
struct BusinessCentralContacts {
  static Vendor vendor();
};
struct HubspotCompanies {  ///< listed by windows, page by page after an id; the search lags
  static Vendor vendor();
};
struct HubspotContacts {  ///< made with their company; their name is two fields
  static Vendor vendor();
};
struct HubspotDeals {  ///< their company and lines come from other calls
  static Vendor vendor();
};
struct WeclappCustomers {  ///< listed by windows, page by page after an id; compared by a version in the body
  static Vendor vendor();
};
struct WeclappContacts {  ///< their customer comes from another call; their name is two fields
  static Vendor vendor();
};
struct SapCustomers {  ///< stamps are a day and a time of the system's zone; changed by batches
  static Vendor vendor();
};
struct SapContacts {  ///< their company comes from another call
  static Vendor vendor();
};
struct Bitrix24Companies {  ///< phone numbers have ids; tax number and address come from other calls
  static Vendor vendor();
};
struct Bitrix24Contacts {  ///< made together by a batch; their name is two fields
  static Vendor vendor();
};
struct Bitrix24Deals {  ///< product rows are read by a batch and written whole
  static Vendor vendor();
};
struct CustomermatesOrganizations {  ///< one of several APIs; listed by windows that fit into one answer
  static Vendor vendor();
};
struct CustomermatesContacts {  ///< their name is two fields
  static Vendor vendor();
};
struct CustomermatesDeals {
  static Vendor vendor();
};
struct CustomermatesRecordOrganizations {  ///< its newer API: a version in the body, a revision of the workspace's
                                           ///< lists
  static Vendor vendor();
};
struct CustomermatesRecordContacts {  ///< their addresses are identities, their organization a link
  static Vendor vendor();
};
struct CustomermatesRecordDeals {  ///< their lines are records
  static Vendor vendor();
};
struct PlainContacts {  ///< listed by windows
  static Vendor vendor();
};
struct PlainDeals {  ///< listed by windows with an offset
  static Vendor vendor();
};

struct PlainOrders {  ///< documents with lines and states
  static Vendor vendor();
};

#define CONNECTOR_CASE_OF(name, ...)                                                               \
  template <class V>                                                                               \
  static void DOCTEST_CAT(connector_case_, __LINE__)(Bench&);                                      \
  TEST_CASE_TEMPLATE(name, V, __VA_ARGS__) {                                                       \
    on_bench(V::vendor(), [](Bench& bench) { DOCTEST_CAT(connector_case_, __LINE__)<V>(bench); }); \
  }                                                                                                \
  template <class V>                                                                               \
  static void DOCTEST_CAT(connector_case_, __LINE__)([[maybe_unused]] Bench & bench)

#define CONNECTOR_CASE(name)                                                                                        \
  CONNECTOR_CASE_OF(name, Odoo, OdooPersons, OdooDeals, OdooProducts, OdooBefore19, OdooDealsBefore19, Tryton,      \
                    TrytonPersons, SalesforceAccounts, SalesforceContacts, SalesforceDeals, BusinessCentral,        \
                    BusinessCentralContacts, HubspotCompanies, HubspotContacts, HubspotDeals, WeclappCustomers,     \
                    WeclappContacts, SapCustomers, SapContacts, Bitrix24Companies, Bitrix24Contacts, Bitrix24Deals, \
                    CustomermatesOrganizations, CustomermatesContacts, CustomermatesDeals,                          \
                    CustomermatesRecordOrganizations, CustomermatesRecordContacts, CustomermatesRecordDeals,        \
                    PlainContacts, PlainDeals)

}  // namespace syncline::conformance
