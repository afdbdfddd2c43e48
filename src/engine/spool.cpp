#include "engine/spool.h"

#include "base/hash.h"

namespace syncline {
namespace {

constexpr std::size_t piece_size = 256 * 1024;

Error error_of(ErrorClass cls, const char* code, std::string message, const std::string& place, const char* remedy) {
  return {cls, code, std::move(message), place, remedy, std::nullopt};
}

class Outgoing final : public BodySource {
 public:
  Outgoing(Files& files, std::string path, std::uint64_t size) : files_(files), path_(std::move(path)), size_(size) {}

  std::uint64_t size() const override { return size_; }
  void rewind() override { at_ = 0; }
  Result<std::string, Error> next(std::size_t most) override {
    auto part = files_.read_part(path_, at_, std::min(most, piece_size));
    if (part) at_ += part->size();
    return part;
  }

 private:
  Files& files_;
  const std::string path_;
  const std::uint64_t size_;
  std::uint64_t at_ = 0;
};

}  // namespace

Result<void, Error> Spool::open() {
  if (auto made = files_.make_folder(folder_); !made) return made;
  const auto left = files_.list(folder_);
  if (!left) return fail(left.error());
  for (const std::string& name : *left) {
    if (auto removed = files_.remove(path_of(name)); !removed) return removed;
  }
  return {};
}

Spool::Incoming::Incoming(Spool& spool, std::string what, std::uint64_t limit)
    : spool_(spool),
      what_(std::move(what)),
      path_([&spool] {
        const std::lock_guard hold(spool.mutex_);
        return spool.path_of("incoming-" + std::to_string(++spool.last_incoming_));
      }()),
      limit_(limit) {}

Result<void, Error> Spool::Incoming::take(std::string_view piece) {
  size_ += piece.size();
  if (size_ > limit_) {
    refusal_ = too_large(what_, limit_);
    return fail(*refusal_);
  }
  digest_.add(piece);
  pending_ += piece;
  if (pending_.size() < piece_size) return {};
  auto flushed = flush();
  if (!flushed) refusal_ = flushed.error();
  return flushed;
}

Result<void, Error> Spool::Incoming::flush() {
  auto done = spool_.files_.append(path_, pending_);
  pending_.clear();
  written_ = written_ || done.ok();
  return done;
}

Result<SpooledFile, Error> Spool::Incoming::keep(std::optional<std::uint64_t> announced) {
  if (announced && *announced != size_) {
    return fail(error_of(
        ErrorClass::transient, "spool.truncated",
        "the file has " + std::to_string(size_) + " bytes where " + std::to_string(*announced) + " were announced",
        what_, "when it lasts, look at the file in its system"));
  }
  if (auto flushed = flush(); !flushed) return fail(flushed.error());
  const SpooledFile file{to_hex(digest_.finish()), size_};
  if (auto kept = spool_.files_.keep(path_, spool_.path_of(file.sha256)); !kept) return fail(kept.error());
  written_ = false;
  const std::lock_guard hold(spool_.mutex_);
  ++spool_.held_[file.sha256];
  return file;
}

void Spool::Incoming::drop() {
  if (written_) (void)spool_.files_.remove(path_);
  written_ = false;
}

Result<std::unique_ptr<BodySource>, Error> Spool::content_of(const SpooledFile& file) {
  const std::string path = path_of(file.sha256);
  Digest digest;
  std::uint64_t size = 0;
  for (;;) {
    const auto part = files_.read_part(path, size, piece_size);
    if (!part) return fail(part.error());
    if (part->empty()) break;
    digest.add(*part);
    size += part->size();
  }
  if (size != file.size || to_hex(digest.finish()) != file.sha256) {
    return fail(error_of(ErrorClass::transient, "spool.damaged", "what lies in the spool is not the file that came",
                         path, "check the disk"));
  }
  return std::make_unique<Outgoing>(files_, path, size);
}

void Spool::release(const SpooledFile& file) {
  {
    const std::lock_guard hold(mutex_);
    const auto held = held_.find(file.sha256);
    if (held == held_.end() || --held->second > 0) return;
    held_.erase(held);
  }
  (void)files_.remove(path_of(file.sha256));
}

Error too_large(const std::string& what, std::uint64_t limit) {
  return error_of(ErrorClass::validation, "spool.limit", "the file is larger than the limit of " + size_text(limit),
                  what, "raise `limit` of the rule in `files`, or make the file smaller");
}

std::string size_text(std::uint64_t bytes) {
  const char* unit = "bytes";
  for (const char* larger : {"kB", "MB", "GB"}) {
    if (bytes < 1000 || bytes % 1000 != 0) break;
    bytes /= 1000;
    unit = larger;
  }
  return std::to_string(bytes) + " " + unit;
}

}  // namespace syncline
