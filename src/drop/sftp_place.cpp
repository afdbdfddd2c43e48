// Folders on another machine, by libssh (docs/decisions/0014). One connection, one call at a time.
#include <algorithm>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <memory>
#include <mutex>
#include <sys/stat.h>

#include "base/text.h"
#include "drop/place.h"

namespace syncline {
namespace {

constexpr long patience = 30;  // seconds, of a connection that is being made and of an answer

template <auto release>
struct Release {
  template <class T>
  void operator()(T* held) const {
    release(held);
  }
};
using Session = std::unique_ptr<ssh_session_struct, Release<ssh_free>>;
using Sftp = std::unique_ptr<sftp_session_struct, Release<sftp_free>>;
using Key = std::unique_ptr<ssh_key_struct, Release<ssh_key_free>>;
using Attributes = std::unique_ptr<sftp_attributes_struct, Release<sftp_attributes_free>>;

/// A line of known_hosts: names, kind of key, key.
struct KnownKey {
  std::string kind;
  Key key;
};

std::vector<KnownKey> known_keys(const std::string& lines) {
  std::vector<KnownKey> out;
  for (const std::string& line : split(lines, '\n')) {
    std::vector<std::string> words = split(squeeze(line), ' ');
    if (words.size() < 3 || words.front().starts_with("#")) continue;
    ssh_key key = nullptr;
    if (ssh_pki_import_pubkey_base64(words[2].c_str(), ssh_key_type_from_name(words[1].c_str()), &key) == SSH_OK)
      out.push_back({words[1], Key(key)});
  }
  return out;
}

/// The signatures by which a server can prove the keys that we know.
std::string signatures_of(const std::vector<KnownKey>& keys) {
  std::vector<std::string> out;
  for (const KnownKey& each : keys) out.push_back(each.kind == "ssh-rsa" ? "rsa-sha2-512,rsa-sha2-256" : each.kind);
  return join(out, ",");
}

class SftpPlace final : public DropPlace {
 public:
  SftpPlace(SftpAccess access, std::vector<KnownKey> known)
      : access_(std::move(access)),
        known_(std::move(known)),
        where_("sftp://" + access_.host + (access_.port == 22 ? "" : ":" + std::to_string(access_.port)) +
               access_.root) {}
  ~SftpPlace() override { hang_up(); }
  SftpPlace(const SftpPlace&) = delete;
  SftpPlace& operator=(const SftpPlace&) = delete;

  const std::string& where() const override { return where_; }

  Result<std::vector<DroppedFile>, Error> list(const std::string& folder) override {
    return with_folder<std::vector<DroppedFile>>(folder, [&]() -> Result<std::vector<DroppedFile>, Error> {
      sftp_dir opened = sftp_opendir(sftp_.get(), path_of(folder).c_str());
      if (!opened) return fail(error_of("listed", folder));
      std::vector<DroppedFile> files;
      while (const Attributes each{sftp_readdir(sftp_.get(), opened)}) {
        if (each->type == SSH_FILEXFER_TYPE_REGULAR)
          files.push_back({each->name, each->size, Instant{std::int64_t{each->mtime} * 1'000'000}});
      }
      const bool whole = sftp_dir_eof(opened) != 0;
      sftp_closedir(opened);
      if (!whole) return fail(error_of("listed", folder));
      std::ranges::sort(files, {}, &DroppedFile::name);
      return files;
    });
  }

  Result<std::string, Error> read(const std::string& path, std::size_t max_bytes) override {
    return with_file<std::string>(path, [&]() -> Result<std::string, Error> {
      if (auto plain = require_plain(path); !plain) return fail(plain.error());
      sftp_file file = sftp_open(sftp_.get(), path_of(path).c_str(), O_RDONLY, 0);
      if (!file) return fail(error_of("opened", path));
      std::string content, piece(32 * 1024, '\0');
      Result<std::string, Error> out = std::string();
      for (;;) {
        const ssize_t n = sftp_read(file, piece.data(), piece.size());
        if (n < 0) out = fail(error_of("read", path));
        if (n <= 0) break;
        content.append(piece, 0, static_cast<std::size_t>(n));
        if (content.size() <= max_bytes) continue;
        out = fail(dropped_file_too_large(place_of(path), max_bytes));
        break;
      }
      sftp_close(file);
      if (out) out = std::move(content);
      return out;
    });
  }

  Result<void, Error> write(const std::string& path, std::string_view content) override {
    return with_file<void>(path, [&]() -> Result<void, Error> {
      if (auto plain = require_plain(path); !plain && plain.error().code != "drop.not_found") return plain;
      sftp_file file = sftp_open(sftp_.get(), path_of(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
      if (!file) return fail(error_of("written", path));
      bool good = true;
      for (std::string_view rest = content; good && !rest.empty();) {
        const ssize_t n = sftp_write(file, rest.data(), std::min<std::size_t>(rest.size(), 32 * 1024));
        good = n > 0;
        if (good) rest.remove_prefix(static_cast<std::size_t>(n));
      }
      if (good && sftp_extension_supported(sftp_.get(), "fsync@openssh.com", "1") != 0) good = sftp_fsync(file) == 0;
      Result<void, Error> out;
      if (!good) out = fail(error_of("written", path));
      if (sftp_close(file) != SSH_OK && good) out = fail(error_of("written", path));
      return out;
    });
  }

  /// The server may replace a file by renaming another: names of ours are in use once, so it is enough to look before.
  Result<Moved, Error> move(const std::string& from, const std::string& to) override {
    bool asked = false;
    auto moved = with_file<Moved>(from, [&]() -> Result<Moved, Error> {
      if (auto folder = require_folder(parent_of(to)); !folder) return fail(folder.error());
      if (const Attributes there{sftp_lstat(sftp_.get(), path_of(to).c_str())})
        return fail(drop_error(ErrorClass::conflict, "exists", "it cannot be moved: a file of that name is there",
                               place_of(to), "remove or rename the file that is there"));
      if (is_lost()) return fail(error_of("moved", to));
      asked = true;
      if (sftp_rename(sftp_.get(), path_of(from).c_str(), path_of(to).c_str()) == 0) return Moved::done;
      const Error error = error_of("moved", to);
      if (error.code != "drop.not_found") return fail(error);
      const Attributes still{sftp_lstat(sftp_.get(), path_of(from).c_str())};
      if (!still && sftp_get_error(sftp_.get()) == SSH_FX_NO_SUCH_FILE) return Moved::absent;
      return fail(is_lost() ? error_of("moved", to) : error);
    });
    if (!moved && asked && moved.error().code == "drop.lost") moved.error().cls = ErrorClass::unknown;
    return moved;
  }

  Result<void, Error> remove(const std::string& path) override {
    return with_file<void>(path, [&]() -> Result<void, Error> {
      if (sftp_unlink(sftp_.get(), path_of(path).c_str()) == 0) return {};
      const Error error = error_of("removed", path);
      return error.code == "drop.not_found" ? Result<void, Error>{} : fail(error);
    });
  }

  Result<void, Error> make_folder(const std::string& path) override {
    return with_folder<void>("", [&]() -> Result<void, Error> {
      const auto steps = steps_of(path);
      if (!steps) return fail(steps.error());
      std::string at;
      for (const std::string& step : *steps) {
        at += (at.empty() ? "" : "/") + step;
        if (require_folder(at)) continue;
        if (sftp_mkdir(sftp_.get(), path_of(at).c_str(), 0777) != 0) return fail(error_of("made", at));
      }
      return {};
    });
  }

 private:
  static std::string parent_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
  }
  std::string path_of(const std::string& path) const { return path.empty() ? access_.root : access_.root + "/" + path; }
  std::string place_of(const std::string& path) const { return path.empty() ? where_ : where_ + "/" + path; }

  template <class T, class Do>
  Result<T, Error> with_file(const std::string& path, const Do& what) {
    const auto steps = steps_of(path);
    if (!steps) return fail(steps.error());
    return with_folder<T>(parent_of(path), what);
  }

  /// Once more over a new connection where the old one turns out to be lost before anything was asked of it.
  template <class T, class Do>
  Result<T, Error> with_folder(const std::string& folder, const Do& what) {
    const auto steps = steps_of(folder);
    if (!steps) return fail(steps.error());
    const std::lock_guard hold(mutex_);
    for (int attempt = 0;; ++attempt) {
      if (auto connected = connect(); !connected) return fail(connected.error());
      const auto there = require_folder(folder);
      if (!there && there.error().code == "drop.lost" && attempt == 0) {
        hang_up();
        continue;
      }
      Result<T, Error> out = there ? what() : Result<T, Error>(fail(there.error()));
      if (is_lost()) hang_up();
      return out;
    }
  }

  bool is_lost() const { return !session_ || ssh_is_connected(session_.get()) == 0; }

  Error error_of(const std::string& doing, const std::string& path) const {
    const std::string what = "it cannot be " + doing + ": ";
    const int number = sftp_get_error(sftp_.get());
    if (is_lost() || number == SSH_FX_CONNECTION_LOST || number == SSH_FX_NO_CONNECTION)
      return drop_error(ErrorClass::transient, "lost", what + "the connection was lost", place_of(path),
                        "look whether the server is well");
    if (number == SSH_FX_NO_SUCH_FILE || number == SSH_FX_NO_SUCH_PATH)
      return drop_error(ErrorClass::not_found, "not_found", what + "it is not there", place_of(path), "check the path");
    if (number == SSH_FX_PERMISSION_DENIED)
      return drop_error(ErrorClass::permission, "permission", what + "the server does not allow it", place_of(path),
                        "give the user that signs in the right to it");
    return drop_error(ErrorClass::transient, "io", what + ssh_get_error(session_.get()), place_of(path),
                      "look at the server's log and its disk");
  }

  /// Every step from the root is looked at: none is a link.
  Result<void, Error> require_folder(const std::string& path) {
    const auto steps = steps_of(path);
    if (!steps) return fail(steps.error());
    std::string at;
    for (const std::string& step : *steps) {
      at += (at.empty() ? "" : "/") + step;
      const Attributes found{sftp_lstat(sftp_.get(), path_of(at).c_str())};
      if (!found) return fail(error_of("opened", at));
      if (found->type == SSH_FILEXFER_TYPE_SYMLINK) return fail(link_at(at));
      if (found->type != SSH_FILEXFER_TYPE_DIRECTORY)
        return fail(drop_error(ErrorClass::not_found, "not_found", "it is no folder", place_of(at), "check the path"));
    }
    if (!path.empty()) return {};
    const Attributes root{sftp_stat(sftp_.get(), access_.root.c_str())};
    return root ? Result<void, Error>{} : fail(error_of("opened", ""));
  }

  Result<void, Error> require_plain(const std::string& path) {
    const Attributes found{sftp_lstat(sftp_.get(), path_of(path).c_str())};
    if (!found) return fail(error_of("opened", path));
    if (found->type == SSH_FILEXFER_TYPE_REGULAR) return {};
    return fail(link_at(path));
  }

  Error link_at(const std::string& path) const {
    return drop_error(ErrorClass::config, "link", "it is no plain file or folder", place_of(path),
                      "symbolic links are not followed: name the file or folder itself");
  }

  void hang_up() {
    sftp_.reset();
    if (session_) ssh_disconnect(session_.get());
    session_.reset();
  }

  Result<void, Error> connect() {
    if (session_ && sftp_ && !is_lost()) return {};
    hang_up();
    session_.reset(ssh_new());
    const bool no = false;
    const int yes = 1;
    const std::string signatures = signatures_of(known_);
    ssh_options_set(session_.get(), SSH_OPTIONS_PROCESS_CONFIG, &no);  // first of all: nothing of the machine's counts
    ssh_options_set(session_.get(), SSH_OPTIONS_HOST, access_.host.c_str());
    ssh_options_set(session_.get(), SSH_OPTIONS_PORT, &access_.port);
    ssh_options_set(session_.get(), SSH_OPTIONS_USER, access_.user.c_str());
    ssh_options_set(session_.get(), SSH_OPTIONS_HOSTKEYS, signatures.c_str());
    ssh_options_set(session_.get(), SSH_OPTIONS_TIMEOUT, &patience);
    ssh_options_set(session_.get(), SSH_OPTIONS_NODELAY, &yes);
    if (ssh_connect(session_.get()) != SSH_OK)
      return refused(ErrorClass::transient, "lost",
                     std::string("there is no connection: ") + ssh_get_error(session_.get()),
                     "check host and port, and that its key is the one under known_hosts");
    if (auto known = recognise(); !known) return known;
    if (auto in = sign_in(); !in) return in;
    sftp_.reset(sftp_new(session_.get()));
    if (!sftp_ || sftp_init(sftp_.get()) != SSH_OK)
      return refused(ErrorClass::config, "no_sftp", "the server has no SFTP for this user", "switch it on there");
    return {};
  }

  Failure<Error> refused(ErrorClass cls, std::string_view code, std::string message, std::string remedy) {
    hang_up();
    return fail(drop_error(cls, code, std::move(message), where_, std::move(remedy)));
  }

  Result<void, Error> recognise() {
    ssh_key key = nullptr;
    if (ssh_get_server_publickey(session_.get(), &key) != SSH_OK)
      return refused(ErrorClass::transient, "lost", "the server does not show its key",
                     "look whether the server is well");
    const Key theirs(key);
    const bool known = std::ranges::any_of(known_, [&](const KnownKey& each) {
      return ssh_key_cmp(each.key.get(), theirs.get(), SSH_KEY_CMP_PUBLIC) == 0;
    });
    if (known) return {};
    return refused(ErrorClass::config, "host_key", "the server shows another key than the one under known_hosts",
                   "ask whoever runs it; when it was changed by intent, write the new key there");
  }

  Result<void, Error> sign_in() {
    int answer = SSH_AUTH_ERROR;
    if (!access_.key.empty()) {
      ssh_key key = nullptr;
      const char* password = access_.key_password.empty() ? nullptr : access_.key_password.c_str();
      if (ssh_pki_import_privkey_base64(access_.key.c_str(), password, nullptr, nullptr, &key) != SSH_OK)
        return refused(ErrorClass::config, "key", "the private key cannot be read",
                       "give it in PEM form as ssh-keygen makes it, with its password if it has one");
      const Key ours(key);
      answer = ssh_userauth_publickey(session_.get(), nullptr, ours.get());
    } else {
      answer = ssh_userauth_password(session_.get(), nullptr, access_.password.c_str());
    }
    if (answer == SSH_AUTH_SUCCESS) return {};
    return refused(ErrorClass::auth, "sign_in", "the server does not let the user " + access_.user + " in",
                   "check user, key and password");
  }

  const SftpAccess access_;
  const std::vector<KnownKey> known_;
  const std::string where_;
  std::mutex mutex_;  // held through calls
  Session session_;
  Sftp sftp_;
};

}  // namespace

Result<SftpAccess, Error> parse_sftp(const std::string& address) {
  const auto none = [] {  // it may hold a password, so it is not shown
    return fail(drop_error(ErrorClass::config, "address", "it is no address of a folder", "sftp",
                           "write it as sftp://user@host:port/path, without a password"));
  };
  constexpr std::string_view scheme = "sftp://";
  if (!address.starts_with(scheme)) return none();
  const std::string rest = address.substr(scheme.size());
  const std::size_t slash = rest.find('/'), at = rest.substr(0, slash).rfind('@');
  if (slash == std::string::npos || at == std::string::npos || at == 0) return none();
  SftpAccess out;
  out.user = rest.substr(0, at);
  std::string host = rest.substr(at + 1, slash - at - 1);
  const std::size_t colon = host.ends_with("]") ? std::string::npos : host.rfind(':');
  if (colon != std::string::npos) {
    const std::string port = host.substr(colon + 1);
    if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos) return none();
    out.port = std::stoi(port);
    host.resize(colon);
  }
  if (host.starts_with("[") && host.ends_with("]")) host = host.substr(1, host.size() - 2);
  out.host = host;
  out.root = rest.substr(slash);
  while (out.root.size() > 1 && out.root.ends_with('/')) out.root.pop_back();
  if (out.host.empty() || out.port < 1 || out.port > 65535 || out.user.find(':') != std::string::npos) return none();
  return out;
}

Result<std::shared_ptr<DropPlace>, Error> make_sftp_place(const SftpAccess& access) {
  const std::string place = "sftp://" + access.host;
  auto known = known_keys(access.known_hosts);
  if (known.empty())
    return fail(
        drop_error(ErrorClass::config, "host_key", "no key is known by which the server could be recognised", place,
                   "write known_hosts: a line as `ssh-keyscan host` prints it, after comparing it with the server's"));
  if (access.key.empty() && access.password.empty())
    return fail(drop_error(ErrorClass::config, "sign_in", "there is neither a key nor a password to sign in with",
                           place, "write key or password"));
  return std::shared_ptr<DropPlace>(std::make_shared<SftpPlace>(access, std::move(known)));
}

}  // namespace syncline
