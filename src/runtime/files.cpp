#include "runtime/files.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace syncline {

namespace {

constexpr std::string_view temporary_prefix = ".syncline-tmp-";  // what a crash may leave; list() hides it

Error error_of(int number, std::string_view doing, const std::string& path) {
  Error error;
  error.place = path;
  error.message = "cannot " + std::string(doing) + " '" + path + "': " + std::strerror(number);
  if (number == ENOENT || number == ENOTDIR) {
    error.cls = ErrorClass::not_found;
    error.code = "files.not_found";
    error.remedy = "Check the path.";
  } else if (number == EACCES || number == EPERM || number == EROFS) {
    error.cls = ErrorClass::permission;
    error.code = "files.permission";
    error.remedy = "Give the user that runs syncline the right to it.";
  } else {
    error.cls = ErrorClass::transient;
    error.code = "files.io";
    error.remedy =
        number == ENOSPC || number == EDQUOT ? "Free some space on that disk." : "Check the disk and the path.";
  }
  return error;
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// 0, or errno.
int write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

int sync_file(int fd) { return ::fsync(fd) == 0 ? 0 : errno; }

int sync_folder(const std::string& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd.get() >= 0 && ::fsync(fd.get()) == 0 ? 0 : errno;
}

class RealFiles final : public Files {
 public:
  Result<std::string, Error> read(const std::string& path, std::size_t max_bytes) override {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return fail(error_of(errno, "open", path));
    std::string content;
    char buffer[16 * 1024];
    for (;;) {
      const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(error_of(errno, "read", path));
      if (n == 0) return content;
      if (content.size() + static_cast<std::size_t>(n) > max_bytes) return fail(file_too_large(path, max_bytes));
      content.append(buffer, static_cast<std::size_t>(n));
    }
  }

  Result<void, Error> write(const std::string& path, std::string_view content) override {
    static std::atomic<unsigned> serial{0};
    const std::string folder = folder_of(path);
    const std::string temporary =
        folder + "/" + std::string(temporary_prefix) + std::to_string(::getpid()) + "-" + std::to_string(++serial);
    int failure = 0;
    {
      const Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
      if (fd.get() < 0) return fail(error_of(errno, "write", path));
      failure = write_all(fd.get(), content);
      if (failure == 0) failure = sync_file(fd.get());
    }
    if (failure == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) failure = errno;
    if (failure != 0) {
      ::unlink(temporary.c_str());
      return fail(error_of(failure, "write", path));
    }
    if ((failure = sync_folder(folder)) != 0) return fail(error_of(failure, "sync the folder of", path));
    return {};
  }

  Result<std::vector<std::string>, Error> list(const std::string& folder) override {
    std::error_code code;
    std::vector<std::string> names;
    std::filesystem::directory_iterator entries(folder, code);
    for (; !code && entries != std::filesystem::directory_iterator(); entries.increment(code)) {
      std::string name = entries->path().filename().string();
      if (name.starts_with(temporary_prefix)) continue;
      std::error_code unknown_kind;
      if (entries->is_directory(unknown_kind)) name += '/';
      names.push_back(std::move(name));
    }
    if (code) return fail(error_of(code.value(), "list", folder));
    std::sort(names.begin(), names.end());
    return names;
  }

  bool exists(const std::string& path) override {
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0;
  }

  Result<void, Error> make_folder(const std::string& path) override {
    std::error_code code;
    std::filesystem::create_directories(path, code);
    if (code) return fail(error_of(code.value(), "make the folder", path));
    return {};
  }

  Result<void, Error> remove(const std::string& path) override {
    if (::remove(path.c_str()) != 0) return fail(error_of(errno, "remove", path));
    if (const int failure = sync_folder(folder_of(path)); failure != 0) {
      return fail(error_of(failure, "sync the folder of", path));
    }
    return {};
  }

  Result<void, Error> append(const std::string& path, std::string_view piece) override {
    const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    const int failure = fd.get() < 0 ? errno : write_all(fd.get(), piece);
    if (failure != 0) return fail(error_of(failure, "write", path));
    return {};
  }

  Result<std::string, Error> read_part(const std::string& path, std::uint64_t from, std::size_t most) override {
    const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (fd.get() < 0) return fail(error_of(errno, "open", path));
    std::string part(most, '\0');
    std::size_t got = 0;
    while (got < most) {
      const ssize_t n = ::pread(fd.get(), part.data() + got, most - got, static_cast<off_t>(from + got));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return fail(error_of(errno, "read", path));
      if (n == 0) break;
      got += static_cast<std::size_t>(n);
    }
    part.resize(got);
    return part;
  }

  Result<void, Error> keep(const std::string& path, const std::string& as) override {
    int failure = 0;
    {
      const Descriptor fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
      failure = fd.get() < 0 ? errno : sync_file(fd.get());
    }
    if (failure == 0 && ::rename(path.c_str(), as.c_str()) != 0) failure = errno;
    if (failure == 0) failure = sync_folder(folder_of(as));
    if (failure != 0) return fail(error_of(failure, "keep", path));
    return {};
  }
};

}  // namespace

Error file_too_large(const std::string& path, std::size_t max_bytes) {
  Error error;
  error.cls = ErrorClass::validation;
  error.code = "files.size";
  error.message = "'" + path + "' is larger than " + std::to_string(max_bytes) + " bytes";
  error.place = path;
  error.remedy = "Split the file, or check that it is the right one.";
  return error;
}

Files& real_files() {
  static RealFiles files;
  return files;
}

}  // namespace syncline
