#include "store/packed.h"

#include <zstd.h>

#include "model/stored_words.h"

namespace syncline {
namespace {

constexpr char as_is = 'j';
constexpr char compressed = 'z';
constexpr std::size_t worth_it = 200;     // shorter texts hardly shrink
constexpr std::size_t most = 256u << 20;  // a larger size in a frame's header is damage
constexpr int level = 1;                  // on the writer's time: twice as fast as 3, a tenth larger

}  // namespace

void Packer::Free::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }
void Packer::Free::operator()(ZSTD_DCtx_s* context) const { ZSTD_freeDCtx(context); }

Packer::Packer() = default;
Packer::~Packer() = default;
Packer::Packer(Packer&&) noexcept = default;
Packer& Packer::operator=(Packer&&) noexcept = default;

std::string Packer::pack(std::string_view bytes) {
  std::string packed;
  if (bytes.size() >= worth_it) {
    if (!pack_) pack_.reset(ZSTD_createCCtx());
    packed.resize(1 + ZSTD_compressBound(bytes.size()));
    packed[0] = compressed;
    const std::size_t size =
        ZSTD_compressCCtx(pack_.get(), packed.data() + 1, packed.size() - 1, bytes.data(), bytes.size(), level);
    if (ZSTD_isError(size) == 0 && size < bytes.size()) {
      packed.resize(1 + size);
      return packed;
    }
  }
  packed.assign(1, as_is);
  packed += bytes;
  return packed;
}

Result<std::string, Error> Packer::unpack(std::string_view packed) {
  if (packed.empty()) return fail(damaged("it is empty"));
  const std::string_view body = packed.substr(1);
  if (packed[0] == as_is) return std::string(body);
  if (packed[0] != compressed) return fail(damaged("unknown form"));
  const auto size = ZSTD_getFrameContentSize(body.data(), body.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > most)
    return fail(damaged("no zstd frame"));
  if (!unpack_) unpack_.reset(ZSTD_createDCtx());
  std::string bytes(size, '\0');
  const std::size_t got = ZSTD_decompressDCtx(unpack_.get(), bytes.data(), bytes.size(), body.data(), body.size());
  if (ZSTD_isError(got) != 0 || got != size) return fail(damaged("broken zstd frame"));
  return bytes;
}

Packer Packers::take() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return {};
  Packer packer = std::move(idle_.back());
  idle_.pop_back();
  return packer;
}

void Packers::give_back(Packer packer) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(packer));
}

}  // namespace syncline
