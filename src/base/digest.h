#pragma once
// Digest: SHA-256 of what comes in pieces.

#include <memory>
#include <string>
#include <string_view>

namespace syncline {

class Digest {
 public:
  Digest();
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void add(std::string_view piece);
  std::string finish();  ///< 32 raw bytes; begins anew

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syncline
