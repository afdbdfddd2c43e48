// Folders on this machine. Every step from the root is opened by itself and follows no symbolic link.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "drop/place.h"

namespace syncline {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error error_of(int number, const std::string& doing, const std::string& place) {
  const std::string what = "it cannot be " + doing + ": " + std::strerror(number);
  switch (number) {
    case ENOENT:
    case ENOTDIR: return drop_error(ErrorClass::not_found, "not_found", what, place, "check the path");
    case ELOOP:
      return drop_error(ErrorClass::config, "link", what, place,
                        "symbolic links are not followed: name the folder itself");
    case EACCES:
    case EPERM:
    case EROFS:
      return drop_error(ErrorClass::permission, "permission", what, place,
                        "give the user that runs syncline the right to it");
    case EEXIST:
      return drop_error(ErrorClass::conflict, "exists", what, place, "remove or rename the file that is there");
    default: return drop_error(ErrorClass::transient, "io", what, place, "check the disk and the path");
  }
}

struct Spot {
  Descriptor folder;
  std::string name;
};

bool is_there(int folder, const std::string& name) {
  struct stat found{};
  return ::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
}

class LocalPlace final : public DropPlace {
 public:
  explicit LocalPlace(std::string root) : root_(std::move(root)) {}

  const std::string& where() const override { return root_; }

  Result<std::vector<DroppedFile>, Error> list(const std::string& folder) override {
    auto at = open_folder(folder);
    if (!at) return fail(at.error());
    const int fd = at->release();
    DIR* entries = ::fdopendir(fd);
    if (!entries) return fail(error_of(errno, "listed", place_of(folder)));
    std::vector<DroppedFile> files;
    errno = 0;
    while (const dirent* entry = ::readdir(entries)) {
      struct stat found{};
      const bool plain = ::fstatat(fd, entry->d_name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(found.st_mode);
      if (plain)
        files.push_back({entry->d_name, static_cast<std::uint64_t>(found.st_size),
                         Instant{found.st_mtim.tv_sec * 1'000'000 + found.st_mtim.tv_nsec / 1000}});
      errno = 0;
    }
    const int problem = errno;
    ::closedir(entries);
    if (problem != 0) return fail(error_of(problem, "listed", place_of(folder)));
    std::ranges::sort(files, {}, &DroppedFile::name);
    return files;
  }

  Result<std::string, Error> read(const std::string& path, std::size_t max_bytes) override {
    const auto spot = spot_of(path);
    if (!spot) return fail(spot.error());
    const Descriptor file(
        ::openat(spot->folder.get(), spot->name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return fail(error_of(errno, "opened", place_of(path)));
    std::string content;
    char buffer[64 * 1024];
    for (;;) {
      const ssize_t n = ::read(file.get(), buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(error_of(errno, "read", place_of(path)));
      if (n == 0) return content;
      if (content.size() + static_cast<std::size_t>(n) > max_bytes)
        return fail(dropped_file_too_large(place_of(path), max_bytes));
      content.append(buffer, static_cast<std::size_t>(n));
    }
  }

  Result<void, Error> write(const std::string& path, std::string_view content) override {
    const auto spot = spot_of(path);
    if (!spot) return fail(spot.error());
    const Descriptor file(
        ::openat(spot->folder.get(), spot->name.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!file) return fail(error_of(errno, "written", place_of(path)));
    while (!content.empty()) {
      const ssize_t n = ::write(file.get(), content.data(), content.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(error_of(errno, "written", place_of(path)));
      content.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(file.get()) != 0 || ::fsync(spot->folder.get()) != 0)
      return fail(error_of(errno, "made durable", place_of(path)));
    return {};
  }

  Result<Moved, Error> move(const std::string& from, const std::string& to) override {
    const auto old = spot_of(from), next = spot_of(to);
    if (!old) return fail(old.error());
    if (!next) return fail(next.error());
    int moved =
        ::renameat2(old->folder.get(), old->name.c_str(), next->folder.get(), next->name.c_str(), RENAME_NOREPLACE);
    if (moved != 0 && (errno == EINVAL || errno == ENOSYS)) {  // a file system that does not know the flag
      if (is_there(next->folder.get(), next->name)) return fail(error_of(EEXIST, "moved", place_of(to)));
      moved = ::renameat(old->folder.get(), old->name.c_str(), next->folder.get(), next->name.c_str());
    }
    if (moved != 0 && errno == ENOENT && !is_there(old->folder.get(), old->name)) return Moved::absent;
    if (moved != 0) return fail(error_of(errno, "moved", place_of(to)));
    // A power cut may take the new name back; until a marker of ours says otherwise it is looked for again.
    if (::fsync(next->folder.get()) != 0 || ::fsync(old->folder.get()) != 0) {
      Error error = error_of(errno, "made durable", place_of(to));
      error.cls = ErrorClass::unknown;
      return fail(std::move(error));
    }
    return Moved::done;
  }

  Result<void, Error> remove(const std::string& path) override {
    const auto spot = spot_of(path);
    if (!spot) return fail(spot.error());
    if (::unlinkat(spot->folder.get(), spot->name.c_str(), 0) != 0 && errno != ENOENT)
      return fail(error_of(errno, "removed", place_of(path)));
    return {};
  }

  Result<void, Error> make_folder(const std::string& path) override {
    const auto steps = steps_of(path);
    if (!steps) return fail(steps.error());
    std::string at;
    for (const std::string& step : *steps) {
      const auto parent = open_folder(at);
      if (!parent) return fail(parent.error());
      if (::mkdirat(parent->get(), step.c_str(), 0777) != 0 && errno != EEXIST)
        return fail(error_of(errno, "made", place_of(path)));
      if (::fsync(parent->get()) != 0) return fail(error_of(errno, "made durable", place_of(path)));
      at += (at.empty() ? "" : "/") + step;
    }
    return {};
  }

 private:
  std::string place_of(const std::string& path) const { return path.empty() ? root_ : root_ + "/" + path; }

  Result<Descriptor, Error> open_folder(const std::string& path) const {
    const auto steps = steps_of(path);
    if (!steps) return fail(steps.error());
    Descriptor at(::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!at) return fail(error_of(errno, "opened", root_));
    for (const std::string& step : *steps) {
      Descriptor next(::openat(at.get(), step.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
      if (!next) {
        struct stat found{};
        const int problem = errno;
        const bool link = ::fstatat(at.get(), step.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode);
        return fail(error_of(link ? ELOOP : problem, "opened", place_of(path)));
      }
      at = std::move(next);
    }
    return at;
  }

  Result<Spot, Error> spot_of(const std::string& path) const {
    const std::size_t slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    if (const auto steps = steps_of(path); !steps || steps->empty())
      return fail(steps ? drop_error(ErrorClass::config, "path", "no file is named", root_, "name one")
                        : steps.error());
    auto folder = open_folder(slash == std::string::npos ? "" : path.substr(0, slash));
    if (!folder) return fail(folder.error());
    return Spot{std::move(*folder), name};
  }

  const std::string root_;
};

}  // namespace

Result<std::shared_ptr<DropPlace>, Error> make_local_place(const std::string& root) {
  if (!root.starts_with("/"))
    return fail(drop_error(ErrorClass::config, "root", "\"" + root + "\" is no absolute path", root,
                           "write where the folder is, from / on"));
  return std::shared_ptr<DropPlace>(std::make_shared<LocalPlace>(root));
}

}  // namespace syncline
