#include "runtime/simulated_files.h"

namespace syncline {

namespace {

Error no_such_file(const std::string& path) {
  Error error;
  error.cls = ErrorClass::not_found;
  error.code = "files.not_found";
  error.message = "'" + path + "' does not exist";
  error.place = path;
  error.remedy = "Check the path.";
  return error;
}

Error folder_not_empty(const std::string& path) {
  Error error = no_such_file(path);
  error.cls = ErrorClass::transient;
  error.code = "files.io";
  error.message = "'" + path + "' is a folder that is not empty";
  error.remedy = "Remove what is in it first.";
  return error;
}

std::string as_folder(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path) + "/";
}

bool is_folder(const SimulatedDisk& disk, const std::string& path) {
  const std::string prefix = as_folder(path);
  if (disk.folders.contains(prefix)) return true;
  const auto file = disk.files.lower_bound(prefix);
  return file != disk.files.end() && file->first.starts_with(prefix);
}

// The names right below the folder `prefix`, folders with a '/'.
std::set<std::string> names_below(const SimulatedDisk& disk, const std::string& prefix) {
  std::set<std::string> names;
  const auto add = [&](const std::string& path) {
    if (path.size() <= prefix.size() || !path.starts_with(prefix)) return;
    const std::size_t slash = path.find('/', prefix.size());
    names.insert(path.substr(prefix.size(), slash == std::string::npos ? slash : slash + 1 - prefix.size()));
  };
  for (const auto& [path, content] : disk.files) add(path);
  for (const std::string& path : disk.folders) add(path);
  return names;
}

}  // namespace

void SimulatedDisk::power_cut(std::uint64_t seed) {
  Prng chance(seed);
  for (const std::string& path : unsafe) {
    const auto file = files.find(path);
    if (file == files.end()) continue;
    if (chance.chance(1, 3)) {
      files.erase(file);
    } else {
      file->second.resize(chance.below(file->second.size() + 1));
    }
  }
  unsafe.clear();
}

std::optional<Error> SimulatedFiles::begin(std::string_view verb, const std::string& path) {
  process_.service("files." + std::string(verb));
  return disk_.fault ? disk_.fault(verb, path) : std::nullopt;
}

void SimulatedFiles::end(std::string_view verb) { process_.service("files." + std::string(verb) + ".done"); }

Result<std::string, Error> SimulatedFiles::read(const std::string& path, std::size_t max_bytes) {
  if (auto fault = begin("read", path)) return fail(*std::move(fault));
  const auto file = disk_.files.find(path);
  if (file == disk_.files.end()) return fail(no_such_file(path));
  if (file->second.size() > max_bytes) return fail(file_too_large(path, max_bytes));
  return file->second;
}

bool SimulatedFiles::has_folder_of(const std::string& path) const {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 || is_folder(disk_, path.substr(0, slash));
}

Result<void, Error> SimulatedFiles::write(const std::string& path, std::string_view content) {
  if (auto fault = begin("write", path)) return fail(*std::move(fault));
  if (!has_folder_of(path)) return fail(no_such_file(path));
  const std::size_t slash = path.rfind('/');
  disk_.files.insert_or_assign(path, std::string(content));
  disk_.unsafe.erase(path);
  if (slash != std::string::npos) disk_.folders.insert(path.substr(0, slash + 1));
  end("write");
  return {};
}

Result<std::vector<std::string>, Error> SimulatedFiles::list(const std::string& folder) {
  if (auto fault = begin("list", folder)) return fail(*std::move(fault));
  if (!is_folder(disk_, folder)) return fail(no_such_file(folder));
  const std::set<std::string> names = names_below(disk_, as_folder(folder));
  return std::vector<std::string>(names.begin(), names.end());
}

bool SimulatedFiles::exists(const std::string& path) {
  process_.service("files.exists");
  return disk_.files.contains(path) || is_folder(disk_, path);
}

Result<void, Error> SimulatedFiles::make_folder(const std::string& path) {
  if (auto fault = begin("make_folder", path)) return fail(*std::move(fault));
  const std::string whole = as_folder(path);
  for (std::size_t slash = whole.find('/'); slash != std::string::npos; slash = whole.find('/', slash + 1)) {
    disk_.folders.insert(whole.substr(0, slash + 1));
  }
  end("make_folder");
  return {};
}

Result<void, Error> SimulatedFiles::remove(const std::string& path) {
  if (auto fault = begin("remove", path)) return fail(*std::move(fault));
  disk_.unsafe.erase(path);
  if (disk_.files.erase(path) == 0) {
    if (!is_folder(disk_, path)) return fail(no_such_file(path));
    if (!names_below(disk_, as_folder(path)).empty()) return fail(folder_not_empty(path));
    disk_.folders.erase(as_folder(path));
  }
  end("remove");
  return {};
}

Result<void, Error> SimulatedFiles::append(const std::string& path, std::string_view piece) {
  if (auto fault = begin("append", path)) return fail(*std::move(fault));
  if (!has_folder_of(path)) return fail(no_such_file(path));
  disk_.files[path].append(piece);
  disk_.unsafe.insert(path);
  end("append");
  return {};
}

Result<std::string, Error> SimulatedFiles::read_part(const std::string& path, std::uint64_t from, std::size_t most) {
  if (auto fault = begin("read_part", path)) return fail(*std::move(fault));
  const auto file = disk_.files.find(path);
  if (file == disk_.files.end()) return fail(no_such_file(path));
  return from >= file->second.size() ? std::string() : file->second.substr(static_cast<std::size_t>(from), most);
}

Result<void, Error> SimulatedFiles::keep(const std::string& path, const std::string& as) {
  if (auto fault = begin("keep", path)) return fail(*std::move(fault));
  const auto file = disk_.files.find(path);
  if (file == disk_.files.end() || !has_folder_of(as)) return fail(no_such_file(path));
  std::string content = std::move(file->second);
  disk_.files.erase(file);
  disk_.unsafe.erase(path);
  disk_.files.insert_or_assign(as, std::move(content));
  disk_.unsafe.erase(as);
  end("keep");
  return {};
}

}  // namespace syncline
