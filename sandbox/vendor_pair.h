#pragma once
// VendorPair: a CRM and an ERP that the demo plays, and how their project in examples/ becomes the demo's.

#include <functional>
#include <string>
#include <vector>

#include "sandbox/vendor/notices.h"
#include "sandbox/vendor/vendor.h"

namespace syncline::sandbox {

class Systems;

/// A ready-made command that edits a record in one of the systems or reads it there, with its sign-in.
struct CurlLine {
  std::string what, line;
};

/// A text in a file of the example, and what the demo has instead; no text: at its end.
struct Change {
  std::string file, from, to;
};

struct VendorPair {
  std::string name;                 ///< of the project in examples/
  Duration shows_after{};           ///< how late the CRM's API shows what people did
  std::string within = "a second";  ///< how soon the other system has it
  std::string unknown;              ///< what this pair cannot show, in a sentence for people
  std::string described;            ///< "A CRM with Odoo's API and an ERP with Tryton's"
  std::shared_ptr<const CrmVendor> crm;
  std::shared_ptr<const ErpVendor> erp;

  /// Which of both tells by itself what changes in it: "crm" or "erp".
  std::string teller;
  std::function<std::unique_ptr<Notices>(Runtime&, HttpClient&, Systems&)> notices;
  bool secret_in_url = false;  ///< of these notices
  bool shows_payments = true;  ///< one by one, in the CRM
  bool shows_ends = true;      ///< deletions, merges and what is blocked show within a poll

  /// Lines of the systems in syncline.yaml: of the CRM, of the ERP. The reference to the webhook's secret is given.
  std::function<std::string(const Systems&, const std::string& secret)> crm_lines, erp_lines;
  std::vector<Change> changes;
  std::vector<CurlLine> (*curl_lines)(Systems&) = nullptr;
};

/// The first is the default.
const std::vector<VendorPair>& vendor_pairs();
/// Precondition: there is one of that name.
const VendorPair& pair_named(const std::string&);
std::vector<std::string> pair_names();

}  // namespace syncline::sandbox
