#pragma once
// CopyOnWrite: a content that copies share until one of them changes it; then that one gets its own. Seen from outside
// each copy has its own content from the start: a reference that was lent for writing is never seen through a copy.
// Different objects may be used by different threads at once, also when they share. make() and drop() are defined in
// value.cpp, for the contents that are used: static analysis takes what it sees of counted owners for a leak.

#include <atomic>
#include <cstdint>
#include <utility>

namespace syncline {

template <class T>
class CopyOnWrite {
 public:
  constexpr CopyOnWrite() = default;
  explicit CopyOnWrite(T content) : block_(make(std::move(content))) {}
  CopyOnWrite(const CopyOnWrite& other) : block_(other.joined()) {}
  constexpr CopyOnWrite(CopyOnWrite&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  CopyOnWrite& operator=(CopyOnWrite other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  constexpr ~CopyOnWrite() {
    if (block_ && block_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) drop(block_);
  }

  const T& get() const { return block_ ? block_->content : none_; }
  /// For a change that is over when the expression ends.
  T& change() {
    if (!block_ || block_->owners.load(std::memory_order_acquire) != 1) *this = CopyOnWrite(get());
    return block_->content;
  }
  /// For references that somebody keeps and may write through: what is copied from here on is not shared with it.
  T& lend() {
    T& content = change();
    block_->is_lent = true;
    return content;
  }

  friend bool operator==(const CopyOnWrite& a, const CopyOnWrite& b) {
    return a.block_ == b.block_ || a.get() == b.get();
  }

 private:
  struct Block {
    explicit Block(T given) : content(std::move(given)) {}
    T content;
    std::atomic<std::uint32_t> owners = 1;
    bool is_lent = false;  ///< written only while there is one owner, by it
  };

  static Block* make(T content);
  static void drop(Block*);

  Block* joined() const {
    if (!block_) return nullptr;
    if (block_->is_lent) return make(block_->content);
    block_->owners.fetch_add(1, std::memory_order_relaxed);
    return block_;
  }

  inline static const T none_{};
  Block* block_ = nullptr;
};

}  // namespace syncline
