#pragma once
// The model of Business Central, of which every request and answer is held against $metadata.

#include "sandbox/business_central/business_central_model.h"

namespace syncline::conformance {

class CheckedBusinessCentral final : public sandbox::BusinessCentralModel {
 public:
  using BusinessCentralModel::BusinessCentralModel;

  std::unique_ptr<sandbox::VendorModel> clone() const override {
    return std::make_unique<CheckedBusinessCentral>(*this);
  }
  HttpResponse answer(const HttpRequest&, Instant now) override;
};

}  // namespace syncline::conformance
