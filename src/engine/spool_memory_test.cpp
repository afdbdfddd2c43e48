// Memory stays flat however large a file is: measured on the real file system.
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "engine/spool.h"

using namespace syncline;

namespace {

/// Bytes of this process that are in memory right now.
std::size_t in_use() {
  std::ifstream statm("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  statm >> all >> resident;
  return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

/// A sanitizer holds back what is freed, so that nothing can be told from what is in memory.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_sanitized = true;
#else
constexpr bool is_sanitized = false;
#endif

}  // namespace

TEST_CASE("50 MB pass through the spool while at most 5 MB are held" * doctest::skip(is_sanitized)) {
  std::string folder = (std::filesystem::temp_directory_path() / "syncline-spool-XXXXXX").string();
  REQUIRE(::mkdtemp(folder.data()) != nullptr);
  Spool spool(real_files(), folder);
  REQUIRE(spool.open().ok());
  const std::string piece(64 * 1024, 'x');
  const std::uint64_t size = 800 * piece.size();
  const std::size_t before = in_use();
  std::size_t most = before;
  {
    Spool::Incoming incoming(spool, "large.pdf", 100'000'000);
    for (std::uint64_t n = 0; n < size; n += piece.size()) {
      REQUIRE(incoming.take(piece).ok());
      most = std::max(most, in_use());
    }
    const auto kept = incoming.keep(size);
    REQUIRE(kept.ok());
    auto source = spool.content_of(*kept);
    REQUIRE(source.ok());
    std::uint64_t got = 0;
    for (;;) {
      const auto part = (*source)->next(1 << 20);
      REQUIRE(part.ok());
      most = std::max(most, in_use());
      if (part->empty()) break;
      got += part->size();
    }
    CHECK(got == size);
    spool.release(*kept);
  }
  CHECK(most - before < 5'000'000);
  CHECK(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}
