#pragma once
// Idle libcurl handles by origin. A connection is reused only for the origin it was opened for.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "net/curl_transfer.h"
#include "runtime/leaf_mutex.h"

namespace syncline {

/// Thread-safe. A handle in use belongs to its borrower alone.
class HandlePool {
 public:
  std::unique_ptr<CurlHandle> take(const std::string& origin);
  /// Only after a transfer without error. A handle beyond the limits is closed.
  void give_back(const std::string& origin, std::unique_ptr<CurlHandle> handle);

 private:
  static constexpr std::size_t per_origin = 25;
  static constexpr std::size_t in_all = 256;

  LeafMutex mutex_;
  std::map<std::string, std::vector<std::unique_ptr<CurlHandle>>> idle_;
  std::size_t count_ = 0;
};

}  // namespace syncline
