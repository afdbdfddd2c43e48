// Any bytes as a JSON answer that holds a file, in pieces: the same file as in one piece, and of real JSON the file
// that the JSON reader finds; any bytes as a file come back from the text that they are sent in.
#include "base/hash.h"
#include "base/json.h"
#include "connect/testing.h"
#include "net/file_text.h"
#include "tests/fuzz/fuzz.h"

using namespace syncline;
using fuzz::require;

namespace {

struct Fetched {
  bool ok = true, found = false;
  std::string file, others;
};

Fetched fetch(std::string_view answer, std::size_t piece) {
  testing::Kept file;
  Base64Sink sink("datas", file);
  for (std::size_t at = 0; at < answer.size(); at += piece) {
    const auto taken = sink.take(answer.substr(at, piece));
    if (taken) continue;
    require(!taken.error().message.empty());
    return {false, false, "", ""};
  }
  return {true, sink.found(), file.text, sink.others()};
}

/// The first text under the key, in the order of the writing, and how many values the key has.
void look(const Value& value, std::vector<std::string>& found) {
  if (value.is_list()) {
    for (const Value& each : value.as_list()) look(each, found);
  }
  if (!value.is_map()) return;
  for (const auto& [key, each] : value.as_map()) {
    if (key == "datas" && each.is_string()) found.push_back(each.as_string());
    look(each, found);
  }
}

void require_same_as_json(const Value& answer, const Fetched& fetched) {
  std::vector<std::string> found;
  look(answer, found);
  if (found.empty()) return require(!fetched.found);
  std::string file;
  if (from_base64(found.front(), file)) require(fetched.ok && fetched.found && fetched.file == file);
  if (fetched.ok) require(parse_json(fetched.others).ok());
}

std::string sent(const std::string& bytes, std::size_t most) {
  testing::Bytes file(bytes);
  Base64Source source("{\"datas\":\"", file, "\"}");
  std::string text;
  for (;;) {
    const auto piece = source.next(most);
    require(piece.ok() && piece->size() <= most);
    if (piece->empty()) break;
    text += *piece;
  }
  require(text.size() == source.size());
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t piece = 1 + input.byte();
  const std::string bytes(input.rest());
  const Fetched whole = fetch(bytes, bytes.size() + 1), pieces = fetch(bytes, piece);
  require(whole.ok == pieces.ok && whole.found == pieces.found && whole.file == pieces.file &&
          whole.others == pieces.others);
  if (const auto answer = parse_json(bytes); answer && answer->is_map()) require_same_as_json(*answer, whole);
  const Fetched back = fetch(sent(bytes, piece), 7);
  require(back.ok && back.found && back.file == bytes);
  return 0;
}
