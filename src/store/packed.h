#pragma once
// Packed: how larger columns are stored: one byte of form ('j' as it is, 'z' zstd), then the bytes.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "runtime/leaf_mutex.h"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace syncline {

/// Keeps its working memory from call to call; used by one task at a time.
class Packer {
 public:
  Packer();
  ~Packer();
  Packer(Packer&&) noexcept;
  Packer& operator=(Packer&&) noexcept;

  std::string pack(std::string_view bytes);
  /// Error store.damaged: the bytes are not what pack() gave.
  Result<std::string, Error> unpack(std::string_view packed);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s*) const;
    void operator()(ZSTD_DCtx_s*) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> pack_;
  std::unique_ptr<ZSTD_DCtx_s, Free> unpack_;
};

/// Packers for any task, lent for the time of a call.
class Packers {
 public:
  template <class F>
  auto with(F&& f) {
    Packer packer = take();
    auto result = f(packer);
    give_back(std::move(packer));
    return result;
  }

 private:
  Packer take();
  void give_back(Packer);

  LeafMutex mutex_;
  std::vector<Packer> idle_;
};

}  // namespace syncline
