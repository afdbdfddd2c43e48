#pragma once
// Bodies in pieces, for what is too large to be held: files. The pieces come and go on the thread that sends.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace syncline {

struct BodySource {
  virtual ~BodySource() = default;
  virtual std::uint64_t size() const = 0;  ///< of all pieces together, known before the first
  /// The next bytes, at most `most`; empty: the end.
  virtual Result<std::string, Error> next(std::size_t most) = 0;
  virtual void rewind() = 0;  ///< the same pieces again
};

struct BodySink {
  virtual ~BodySink() = default;
  /// An error ends the transfer.
  virtual Result<void, Error> take(std::string_view piece) = 0;
};

/// Instead of the request's body, and of the body of an answer that is a success (2xx). Null: as usual.
struct BodyStreams {
  BodySource* request = nullptr;
  BodySink* answer = nullptr;
};

}  // namespace syncline
