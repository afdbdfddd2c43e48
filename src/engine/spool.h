#pragma once
// Spool: files on their way from one system to another, by the hash of their content. On disk, since they are too large
// to be held; a file lies here as long as somebody delivers it.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/digest.h"
#include "net/body_stream.h"
#include "runtime/files.h"
#include "runtime/leaf_mutex.h"

namespace syncline {

struct SpooledFile {
  std::string sha256;  ///< of the content, in hex; also its name in the spool
  std::uint64_t size = 0;
};

class Spool {
 public:
  /// `files` outlives it. Nothing else lies in `folder`.
  Spool(Files& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  /// Makes the folder and removes what an earlier process left in it. Call once, before any other.
  Result<void, Error> open();

  /// Takes one file in, in pieces. What is not kept is dropped when the spool is opened the next time, or by drop().
  class Incoming final : public BodySink {
   public:
    /// More than `limit` bytes are refused (validation, spool.limit); `what` names the file for people.
    Incoming(Spool& spool, std::string what, std::uint64_t limit);
    Result<void, Error> take(std::string_view piece) override;
    /// `announced`: what the sender said it would be; a file of another size is refused (transient, spool.truncated).
    /// The file is whole and durable, and is held until release().
    Result<SpooledFile, Error> keep(std::optional<std::uint64_t> announced);
    void drop();
    /// Why a piece was not taken: what the sender then tells of it may say less.
    const std::optional<Error>& refusal() const { return refusal_; }

   private:
    Result<void, Error> flush();

    Spool& spool_;
    const std::string what_, path_;
    const std::uint64_t limit_;
    std::string pending_;
    Digest digest_;
    std::uint64_t size_ = 0;
    bool written_ = false;
    std::optional<Error> refusal_;
  };

  /// The file's content in pieces, read through and compared with its hash first (transient, spool.damaged).
  Result<std::unique_ptr<BodySource>, Error> content_of(const SpooledFile&);
  /// One delivery has ended; with the last one the file goes.
  void release(const SpooledFile&);

 private:
  std::string path_of(const std::string& name) const { return folder_ + "/" + name; }

  Files& files_;
  const std::string folder_;
  LeafMutex mutex_;
  std::map<std::string, int> held_;
  std::uint64_t last_incoming_ = 0;
};

/// Of a file above its limit (validation, spool.limit); `what` names the file for people.
Error too_large(const std::string& what, std::uint64_t limit);

/// "20 MB": the largest unit that shows it exactly.
std::string size_text(std::uint64_t bytes);

}  // namespace syncline
