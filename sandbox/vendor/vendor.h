#pragma once
// Vendor: how people work with one vendor's system, on its model: where they find a deal or its stage there, and what
// they press. Kinds of records are called as Syncline's entities, fields name, email, phone, street, city, country,
// tax_id, customer, sku, stage, order_number, status … as the forms below list them.

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "sandbox/companies.h"
#include "sandbox/http/vendor_model.h"
#include "sandbox/people.h"

namespace syncline::sandbox {

struct Variable {
  std::string name, value;
  bool secret = false;
};

/// What is sold, as a catalogue lists it.
struct CatalogueArticle {
  std::string sku, name, unit, price;  ///< unit: u, m, kg, h; the price in EUR, without tax
};

/// One kind of record: where it stands at the vendor.
struct Form {
  std::string object;                         ///< of the connector
  std::string records;                        ///< of the model
  std::map<std::string, std::string> fields;  ///< our word → the vendor's
  std::pair<std::string, std::string> only;   ///< the records of this kind have this text in this field
  std::pair<std::string, Value> ended = {};   ///< what says of one that it is out of use

  /// The vendor's name of a field; ours where it has no other.
  std::string own(const std::string& field) const;
};
using Forms = std::map<std::string, Form>;

/// Where one thing stands: as a rule in the record itself, else in one of its parts. No id: it is nowhere.
struct Spot {
  std::string records, id, field;
};

class Vendor {
 public:
  explicit Vendor(Forms forms) : forms_(std::move(forms)) {}
  virtual ~Vendor() = default;
  Vendor(const Vendor&) = delete;
  Vendor& operator=(const Vendor&) = delete;

  virtual const char* connector() const = 0;
  /// With nothing but what the pages in connectors/ ask for.
  virtual std::unique_ptr<VendorModel> install(Instant at) const = 0;
  /// What a project has to know of it, without "CRM_" or "ERP_" before.
  virtual std::vector<Variable> environment(const std::string& url) const = 0;

  virtual std::string add_company(VendorModel&, const Company&, Instant) const = 0;
  virtual std::string add_person(VendorModel&, const Person&, const std::string& company, Instant) const = 0;

  const Form& form(const std::string& kind) const { return forms_.at(kind); }
  /// "customer" or "contact".
  virtual std::string kind_of(const VendorModel&, const std::string& id) const;
  std::vector<std::string> ids(const VendorModel&, const std::string& kind) const;
  virtual Spot spot(const VendorModel&, const std::string& kind, const std::string& id, const std::string& field) const;
  /// As people read it; of a related company or document its id or number. "" when there is nothing.
  virtual std::string shown(const VendorModel&, const std::string& kind, const std::string& id,
                            const std::string& field) const;
  virtual void type(VendorModel&, const std::string& kind, const std::string& id, const std::string& field,
                    const Value&, Instant) const;

 private:
  const Forms forms_;
};

class CrmVendor : public Vendor {
 public:
  using Vendor::Vendor;

  virtual std::string add_article(VendorModel&, const CatalogueArticle&, Instant) const = 0;
  struct Deal {
    std::string name, stage;                                 ///< stage: in our words
    std::vector<std::pair<std::string, std::string>> lines;  ///< (product's id, quantity)
  };
  /// At list prices.
  virtual std::string add_deal(VendorModel&, const std::string& company, const Deal&, Instant) const = 0;
  /// Our words: new, qualified, proposed, won, in_delivery, ready_to_close, closed, cancelled.
  virtual std::string stage(const std::string& word) const = 0;
  virtual void move(VendorModel&, const std::string& deal, const std::string& stage, Instant) const = 0;
  /// Two companies are one: the loser is gone.
  virtual void merge(VendorModel&, const std::string& loser, const std::string& winner, Instant) const = 0;
  /// What was written about the deal, by anybody.
  virtual std::size_t messages(const VendorModel&, const std::string& deal) const = 0;
};

class ErpVendor : public Vendor {
 public:
  using Vendor::Vendor;
  using Lines = std::vector<std::pair<std::string, Decimal>>;  ///< (article number, quantity)

  /// What is sold, and what lies in the warehouse.
  virtual void add_catalogue(VendorModel&, Instant) const = 0;
  /// Business of the past with these customers, in every state.
  virtual void add_past_sales(VendorModel&, const std::vector<std::string>& customers, Instant begin,
                              Instant now) const = 0;

  /// A draft at list prices, by phone or mail. `subject` stands there where orders have one.
  virtual std::string enter(VendorModel&, const std::string& customer, const Lines&, const std::string& subject,
                            Instant) const = 0;
  /// What an order shows as its status that Syncline made, and brought as far as it can.
  virtual const char* ordered() const = 0;
  /// From the draft to an order that counts. False: refused.
  virtual bool confirm(VendorModel&, const std::string& order, Instant) const = 0;
  /// Goods leave; `shares` by article number, where less than all that is left does. False: there is nothing.
  virtual bool ship(VendorModel&, const std::string& order, const std::map<std::string, Decimal>& shares,
                    Instant) const = 0;
  /// What was shipped is charged. Ids of invoices.
  virtual std::vector<std::string> invoice(VendorModel&, const std::string& order, Instant) const = 0;
  virtual void collect(VendorModel&, const std::string& invoice, const Decimal& amount, Instant) const = 0;
  /// All of it. Its id.
  virtual std::string credit(VendorModel&, const std::string& invoice, Instant) const = 0;
  virtual void reprice(VendorModel&, const std::string& sku, const Decimal& price, Instant) const = 0;
};

/// A field's value as text: of a pair (id, name) the name; "" for null and for what is only `false`.
std::string text_of(const Value&);

}  // namespace syncline::sandbox
