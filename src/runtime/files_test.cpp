#include "runtime/files.h"

#include <cstdlib>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <unistd.h>

#include "runtime/child_process_test.h"
#include "runtime/process_lock.h"
#include "runtime/sim_kinds_test.h"
#include "runtime/simulated_files.h"

namespace syncline {
namespace {

struct TemporaryFolder {
  std::string path;
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "syncline-XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

/// One suite for both implementations; `root` is an existing, empty folder.
void keeps_the_contract(Files& files, const std::string& root) {
  const auto code_of = [](const auto& result) { return result.ok() ? std::string("ok") : result.error().code; };
  const std::string a = root + "/a.txt";
  CHECK_FALSE(files.exists(a));
  CHECK(code_of(files.read(a, 10)) == "files.not_found");
  CHECK(files.read(a, 10).error().place == a);
  CHECK(code_of(files.remove(a)) == "files.not_found");
  REQUIRE(files.write(a, std::string("one\0two", 7)).ok());
  CHECK(files.read(a, 7).value() == std::string("one\0two", 7));
  CHECK(code_of(files.read(a, 6)) == "files.size");
  REQUIRE(files.write(a, "").ok());
  CHECK(files.read(a, 0).value().empty());

  CHECK(code_of(files.write(root + "/no/such.txt", "x")) == "files.not_found");
  REQUIRE(files.make_folder(root + "/sync/deep").ok());
  REQUIRE(files.make_folder(root + "/sync/deep").ok());
  REQUIRE(files.write(root + "/sync/deal.yaml", "d").ok());
  CHECK(files.exists(root + "/sync/deep"));
  CHECK(files.list(root).value() == std::vector<std::string>{"a.txt", "sync/"});
  CHECK(files.list(root + "/sync").value() == std::vector<std::string>{"deal.yaml", "deep/"});
  CHECK(code_of(files.list(root + "/none")) == "files.not_found");

  CHECK(code_of(files.remove(root + "/sync")) == "files.io");
  REQUIRE(files.remove(root + "/sync/deep").ok());
  REQUIRE(files.remove(root + "/sync/deal.yaml").ok());
  CHECK(files.list(root + "/sync").value().empty());
  REQUIRE(files.remove(root + "/sync").ok());
  CHECK(files.list(root).value() == std::vector<std::string>{"a.txt"});

  const std::string part = root + "/part", kept = root + "/kept";
  REQUIRE(files.append(part, "one ").ok());
  REQUIRE(files.append(part, "two").ok());
  CHECK(files.read(part, 7).value() == "one two");
  CHECK(files.read_part(part, 0, 3).value() == "one");
  CHECK(files.read_part(part, 4, 100).value() == "two");
  CHECK(files.read_part(part, 7, 100).value().empty());
  CHECK(files.read_part(part, 70, 100).value().empty());
  CHECK(code_of(files.read_part(kept, 0, 1)) == "files.not_found");
  CHECK(code_of(files.append(root + "/no/such.txt", "x")) == "files.not_found");
  CHECK(code_of(files.keep(root + "/none", kept)) == "files.not_found");
  REQUIRE(files.write(kept, "of yesterday").ok());
  REQUIRE(files.keep(part, kept).ok());
  CHECK_FALSE(files.exists(part));
  CHECK(files.read(kept, 7).value() == "one two");
}

TEST_CASE("the real file system keeps the contract") {
  const TemporaryFolder folder;
  keeps_the_contract(real_files(), folder.path);
}

TEST_CASE("the simulated file system keeps the contract") {
  for (const SimKind& kind : sim_kinds()) {
    CAPTURE(kind.name);
    auto sim = kind.make({});
    SimulatedDisk disk;
    disk.folders.insert("/data/");
    sim->run([&] {
      SimulatedFiles files(disk, sim->world());
      keeps_the_contract(files, "/data");
    });
  }
}

TEST_CASE("a write that fails leaves the old content and no rubbish") {
  const TemporaryFolder folder;
  const std::string target = folder.path + "/target";
  REQUIRE(real_files().make_folder(target).ok());
  CHECK_FALSE(real_files().write(target, "a file cannot replace a folder").ok());
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
}

TEST_CASE("what a crash left of a write is not listed") {
  const TemporaryFolder folder;
  REQUIRE(real_files().write(folder.path + "/.syncline-tmp-1-1", "half").ok());
  CHECK(real_files().list(folder.path).value().empty());
}

TEST_CASE("a simulated write is whole or absent, and a process may die on either side of it") {
  int absent = 0, whole = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    auto sim = make_scheduler(SimOptions{.seed = seed});
    SimulatedDisk disk;
    sim->run([&] {
      SimProcessOptions options;
      options.crash_per_million = 500'000;
      auto process = sim->process("engine", options);
      process
          ->spawn("main",
                  [&, rt = process.get()] {
                    SimulatedFiles files(disk, *rt);
                    const auto written = files.write("state", "new");  // inside CHECK it would lose Stopped
                    CHECK(written.ok());
                  })
          .join();
      if (!process->dead()) return;
      disk.files.contains("state") ? ++whole : ++absent;
    });
    for (const auto& [path, content] : disk.files) CHECK(content == "new");
  }
  CHECK(absent > 5);
  CHECK(whole > 3);
}

TEST_CASE("a power cut leaves what was kept or written, and a part of what was only appended") {
  int shortened = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    auto sim = make_scheduler();
    SimulatedDisk disk;
    disk.folders.insert("d/");
    sim->run([&] {
      SimulatedFiles files(disk, sim->world());
      REQUIRE(files.write("d/written", "whole").ok());
      REQUIRE(files.append("d/part", "kept").ok());
      REQUIRE(files.keep("d/part", "d/kept").ok());
      REQUIRE(files.append("d/open", "some bytes").ok());
    });
    disk.power_cut(seed);
    CHECK(disk.files.at("d/written") == "whole");
    CHECK(disk.files.at("d/kept") == "kept");
    const auto open = disk.files.find("d/open");
    if (open == disk.files.end() || open->second.size() < 10) ++shortened;
    if (open != disk.files.end()) CHECK(std::string("some bytes").starts_with(open->second));
  }
  CHECK(shortened > 20);
}

TEST_CASE("the world can make the disk fail") {
  auto sim = make_scheduler();
  SimulatedDisk disk;
  disk.fault = [](std::string_view verb, const std::string& path) -> std::optional<Error> {
    if (verb != "write") return {};
    Error full;
    full.code = "files.io";
    full.place = path;
    return full;
  };
  sim->run([&] {
    SimulatedFiles files(disk, sim->world());
    CHECK(files.write("state", "x").error().place == "state");
    CHECK_FALSE(files.exists("state"));
  });
}

TEST_CASE("a second process is refused and told who holds the folder") {
  const TemporaryFolder folder;
  {
    auto first = ProcessLock::acquire(folder.path);
    REQUIRE(first.ok());
    const ProcessLock moved = std::move(first).value();
    const ChildEnd second = run_in_child([&] {
      const auto lock = ProcessLock::acquire(folder.path);
      if (lock.ok()) ::_exit(1);
      std::fprintf(stderr, "%s|%s|%s", lock.error().code.c_str(), lock.error().message.c_str(),
                   lock.error().remedy.c_str());
    });
    CHECK(second.status == 0);
    CHECK(second.said.find("lock.held|") == 0);
    CHECK(second.said.find("'" + folder.path + "'") != std::string::npos);
    CHECK(second.said.find("process " + std::to_string(::getpid()) + "|") != std::string::npos);
  }
  CHECK(ProcessLock::acquire(folder.path).ok());
}

TEST_CASE("a process that dies leaves no lock behind") {
  const TemporaryFolder folder;
  run_in_child([&] {
    const auto lock = ProcessLock::acquire(folder.path);
    ::_exit(lock.ok() ? 137 : 1);
  });
  CHECK(ProcessLock::acquire(folder.path).ok());
  const auto nowhere = ProcessLock::acquire(folder.path + "/none");
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().code == "lock.io");
}

}  // namespace
}  // namespace syncline
