#include "net/handle_pool.h"

#include <mutex>

namespace syncline {

std::unique_ptr<CurlHandle> HandlePool::take(const std::string& origin) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto place = idle_.find(origin); place != idle_.end()) {
      auto handle = std::move(place->second.back());  // the freshest: its connection is the least likely to be stale
      place->second.pop_back();
      --count_;
      if (place->second.empty()) idle_.erase(place);
      return handle;
    }
  }
  return std::make_unique<CurlHandle>();
}

void HandlePool::give_back(const std::string& origin, std::unique_ptr<CurlHandle> handle) {
  // Closing a connection takes time (TLS says goodbye): a surplus handle is destroyed after the lock is released.
  std::unique_ptr<CurlHandle> surplus;
  const std::lock_guard lock(mutex_);
  auto& handles = idle_[origin];
  if (handles.size() < per_origin && count_ < in_all) {
    handles.push_back(std::move(handle));
    ++count_;
    return;
  }
  surplus = std::move(handle);
  if (handles.empty()) idle_.erase(origin);
}

}  // namespace syncline
