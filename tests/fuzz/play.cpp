// A fuzz target without a fuzzer: plays the corpus and seeded mutations of it. FOLDER COUNT [SEED]
// What ended the program is on stderr, in hex: "echo HEX | xxd -r -p" gives the input again.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <unistd.h>
#include <vector>

#include "runtime/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::string input;

void tell(int signal) {
  static const char digits[] = "0123456789abcdef";
  const char head[] = "fuzz: ended by this input: ";
  (void)!::write(STDERR_FILENO, head, sizeof head - 1);
  for (const char c : input) {
    const auto byte = static_cast<unsigned char>(c);
    const char pair[] = {digits[byte >> 4], digits[byte & 15]};
    (void)!::write(STDERR_FILENO, pair, 2);
  }
  (void)!::write(STDERR_FILENO, "\n", 1);
  std::signal(signal, SIG_DFL);
  ::raise(signal);
}

constexpr unsigned seconds_for_one = 15;  // what takes longer hangs

void play(std::string text) {
  input = std::move(text);
  ::alarm(seconds_for_one);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

std::vector<std::string> corpus_in(const std::string& folder) {
  std::vector<std::string> names, all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) names.push_back(entry.path().string());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    std::ifstream file(name, std::ios::binary);
    all.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return all;
}

std::string mutated(syncline::Prng& chance, std::string text, const std::string& other) {
  const auto place = [&](std::size_t size) { return static_cast<std::size_t>(chance.next() % (size + 1)); };
  for (std::uint64_t n = 1 + chance.next() % 4; n > 0; --n) {
    const std::size_t at = place(text.size());
    switch (chance.next() % 5) {
      case 0: text.insert(at, 1, static_cast<char>(chance.next() & 0xff)); break;
      case 1: text.resize(at); break;
      case 2: text.erase(at, place(8)); break;
      case 3: text.insert(at, other, place(other.size()), place(32)); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << (chance.next() % 8)));
    }
  }
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) return std::fprintf(stderr, "usage: %s FOLDER COUNT [SEED]\n", argv[0]), 2;
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS, SIGALRM}) std::signal(signal, tell);
  const auto corpus = corpus_in(argv[1]);
  if (corpus.empty()) return std::fprintf(stderr, "%s holds no corpus\n", argv[1]), 2;
  for (const std::string& each : corpus) play(each);
  syncline::Prng chance(argc == 4 ? std::strtoull(argv[3], nullptr, 10) : 1);
  const long count = std::strtol(argv[2], nullptr, 10);
  for (long n = 0; n < count; ++n) {
    const std::string& one = corpus[chance.next() % corpus.size()];
    play(mutated(chance, one, corpus[chance.next() % corpus.size()]));
  }
  std::printf("%zu inputs and %ld mutations\n", corpus.size(), count);
  return 0;
}
