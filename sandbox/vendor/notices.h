#pragma once
// Notices: what a system tells Syncline by itself when somebody changes something in it.

#include <memory>
#include <string>
#include <vector>

#include "net/http_client.h"
#include "sandbox/http/vendor_server.h"

namespace syncline::sandbox {

class Notices {
 public:
  virtual ~Notices() = default;
  /// What happens from now on is told there.
  virtual void begin(const std::string& url) = 0;
  /// Nothing is told while they are held; what happens meanwhile comes after.
  virtual void hold(bool) = 0;
  /// What somebody would send who does not know the secret, about this record.
  virtual std::vector<HttpRequest> forged(const std::string& id) = 0;
};

}  // namespace syncline::sandbox
