#pragma once
// Screen: companies and persons as the people of one system type and see them, and what its ledger says of them. Fields
// are called name, email, phone, street, city, tax_id (in the CRM), country (in the ERP) and, of a person, customer
// (its id).

#include <functional>
#include <string>

#include "sandbox/http/vendor_server.h"
#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

class Screen {
 public:
  Screen(VendorServer& server, const Vendor& vendor) : server_(server), vendor_(vendor) {}
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// The id.
  std::string add(const Company&);
  std::string add(const Person&, const std::string& company);
  void type(const std::string& id, const std::string& field, const Value&);
  bool is_active(const std::string& company);
  void deactivate(const std::string& company);
  /// Of companies and persons.
  void remove(const std::string& id);
  /// "" when there is nothing, or no such record.
  std::string shown(const std::string& id, const std::string& field);

  /// Spaces do not count: everybody writes phone numbers in groups of his own.
  bool shows(const std::string& id, const std::string& field, const std::string& text);

  /// Lines of the ledger that are not people's: what came through the API.
  std::size_t written();
  /// How many of them set any field to this text, but for spaces.
  std::size_t times_written(const std::string& text);
  /// How many records, companies or persons, have this name, whoever made them.
  std::size_t named(const std::string& name);
  /// How many of them were made through the API.
  std::size_t times_created(const std::string& name);
  bool was_created(const std::string& id);  ///< this one, through the API

 private:
  bool is_somebody(const VendorMutation&) const;

  VendorServer& server_;
  const Vendor& vendor_;
};

}  // namespace syncline::sandbox
