#pragma once
// Screens: what people do in the CRM and in the ERP, what they see there, and what the ledger says of it. Fields are
// called name, email, phone, street, city, tax_id (in the CRM), country (in the ERP) and, of a person, company (its
// id).

#include <string>

#include "sandbox/companies.h"
#include "sandbox/http/vendor_server.h"
#include "sandbox/people.h"

namespace syncline::sandbox {

class Screen {
 public:
  explicit Screen(VendorServer& server) : server_(server) {}
  virtual ~Screen() = default;
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// The id.
  virtual std::string add(const Company&) = 0;
  virtual std::string add(const Person&, const std::string& company) = 0;
  virtual void type(const std::string& id, const std::string& field, const std::string& text) = 0;
  /// "" when there is nothing, or no such record.
  virtual std::string shown(const std::string& id, const std::string& field) = 0;

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

 protected:
  virtual const char* model() const = 0;
  VendorServer& server_;
};

class CrmScreen final : public Screen {
 public:
  using Screen::Screen;
  std::string add(const Company&) override;
  std::string add(const Person&, const std::string& company) override;
  void type(const std::string& id, const std::string& field, const std::string& text) override;
  std::string shown(const std::string& id, const std::string& field) override;

 private:
  const char* model() const override { return "res.partner"; }
};

class ErpScreen final : public Screen {
 public:
  using Screen::Screen;
  std::string add(const Company&) override;
  std::string add(const Person&, const std::string& company) override;
  void type(const std::string& id, const std::string& field, const std::string& text) override;
  std::string shown(const std::string& id, const std::string& field) override;

 private:
  const char* model() const override { return "party.party"; }
};

}  // namespace syncline::sandbox
