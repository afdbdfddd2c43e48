// Any bytes as a stored value: unpacked and decoded, or an error; what could be decoded is encoded and decodes as
// itself; packing loses nothing. The first byte chooses the kind.
#include "api/as_json.h"
#include "base/json.h"
#include "model/shadow.h"
#include "store/encode.h"
#include "store/packed.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

const RecordKey key{"crm", "company", "7"};

template <class T, class Decode, class Encode>
void require_settled(const Result<T, Error>& decoded, Decode decode, Encode encode) {
  if (!decoded) return require(!decoded.error().message.empty());
  const std::string bytes = encode(*decoded);
  const auto again = decode(bytes);
  require(again.ok() && encode(*again) == bytes);
}

/// As people see them: every word has a name.
void show(const Shadow& shadow) {
  for (const auto& [name, field] : shadow.agreed) (void)text_of(field.value);
  for (const auto& [name, kind] : shadow.disputes) (void)name_of(kind);
  for (const Member& member : shadow.members) {
    (void)name_of(member.state);
    for (const auto& [name, field] : member.fields) (void)name_of(field.presence);
  }
}

void decode_as(std::uint8_t kind, std::string_view bytes) {
  switch (kind) {
    case 0: {
      const auto shadow = decode_shadow(bytes);
      if (shadow) show(*shadow);
      return require_settled(shadow, decode_shadow, [](const Shadow& s) { return encode(s); });
    }
    case 1: {
      const auto record = decode_record(bytes, key);
      if (record) (void)name_of(record->state);
      return require_settled(
          record, [](std::string_view b) { return decode_record(b, key); },
          [](const NativeRecord& r) { return encode(r, key); });
    }
    case 2: {
      const auto changes = decode_changes(bytes);
      Effect effect;
      if (changes) effect.changes = *changes;
      (void)value_of(effect);
      return require_settled(changes, decode_changes, [](const Changes& c) { return encode(c); });
    }
    case 3: return require_settled(decode_sides(bytes), decode_sides, [](const Sides& s) { return encode(s); });
    default: {
      const Error error = decode_error(bytes);
      require(!describe(error).empty());
      require(encode(decode_error(encode(error))) == encode(error));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Packer packer;
  fuzz::Input input(data, size);
  const std::uint8_t kind = input.byte() % 6;
  const std::string_view bytes = input.rest();
  if (kind < 5) {
    decode_as(kind, bytes);
    const auto unpacked = packer.unpack(packer.pack(bytes));
    require(unpacked.ok() && *unpacked == bytes);
    return 0;
  }
  const auto unpacked = packer.unpack(bytes);
  if (!unpacked) return require(unpacked.error().code == "store.damaged"), 0;
  const auto again = packer.unpack(packer.pack(*unpacked));
  require(again.ok() && *again == *unpacked);
  decode_as(0, *unpacked);
  return 0;
}
