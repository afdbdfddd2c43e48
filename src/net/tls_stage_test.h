#pragma once
// For tests: certificates made on the spot, and a TLS server on loopback that shows one of them.

#include <csignal>
#include <filesystem>
#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string>

#include "net/loopback_test.h"

namespace syncline::loopback {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using TlsContext = std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>>;

/// A self-signed certificate for `names` ("IP:127.0.0.1", "DNS:erp.example") and its key, also as PEM files in a folder
/// that goes when this goes.
class Identity {
 public:
  explicit Identity(const std::string& names, long days_valid = 1)
      : key(EVP_EC_gen("P-256")), certificate(X509_new()), folder_(make_folder()) {
    X509* x = certificate.get();
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -172'800);
    X509_gmtime_adj(X509_getm_notAfter(x), days_valid * 86'400);
    X509_set_pubkey(x, key.get());
    X509_NAME* name = X509_get_subject_name(x);
    const unsigned char cn[] = "syncline test";
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, cn, -1, -1, 0);
    X509_set_issuer_name(x, name);
    add(NID_basic_constraints, "critical,CA:TRUE");
    add(NID_subject_alt_name, names.c_str());
    X509_sign(x, key.get(), EVP_sha256());
    write(certificate_file(), [x](FILE* f) { PEM_write_X509(f, x); });
    write(key_file(), [this](FILE* f) { PEM_write_PrivateKey(f, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }
  ~Identity() { std::filesystem::remove_all(folder_); }
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;

  std::string certificate_file() const { return folder_ + "/certificate.pem"; }
  std::string key_file() const { return folder_ + "/key.pem"; }

  const Key key;
  const Certificate certificate;

 private:
  static std::string make_folder() {
    std::string folder = (std::filesystem::temp_directory_path() / "syncline-tls-XXXXXX").string();
    return ::mkdtemp(folder.data()) ? folder : std::string();
  }
  void add(int nid, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  static void write(const std::string& path, const std::function<void(FILE*)>& body) {
    FILE* file = std::fopen(path.c_str(), "w");
    body(file);
    std::fclose(file);
  }

  const std::string folder_;
};

/// Answers each request 200 "ok" over TLS; counts the requests whose header arrived whole.
class TlsStage {
 public:
  /// With `clients`: only peers that show that certificate are served.
  TlsStage(Runtime& rt, const Identity& identity, const Identity* clients = nullptr)
      : context_(SSL_CTX_new(TLS_server_method())), stage_(rt, [this](Wire& wire, int) { serve(wire); }) {
    SSL_CTX_use_certificate(context_.get(), identity.certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), identity.key.get());
    if (!clients) return;
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), clients->certificate.get());
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  std::string url(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(stage_.port()) + "/";
  }
  int connections() const { return stage_.connections(); }
  int requests() {
    stage_.end();
    return requests_;
  }

 private:
  void serve(Wire& wire) {
    // OpenSSL's own sockets raise SIGPIPE when the client refuses the certificate first. Blocked in this task only, so
    // that the client under test would still be caught raising it.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    const std::unique_ptr<SSL, Release<SSL_free>> tls(SSL_new(context_.get()));
    SSL_set_fd(tls.get(), wire.fd());
    if (SSL_accept(tls.get()) != 1) return;
    std::string text;
    std::array<char, 4096> buffer{};
    while (text.find("\r\n\r\n") == std::string::npos) {
      const int n = SSL_read(tls.get(), buffer.data(), static_cast<int>(buffer.size()));
      if (n <= 0) return;
      text.append(buffer.data(), static_cast<std::size_t>(n));
    }
    ++requests_;
    const std::string_view answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
    SSL_write(tls.get(), answer.data(), static_cast<int>(answer.size()));
    SSL_shutdown(tls.get());
  }

  TlsContext context_;
  std::atomic<int> requests_{0};
  Stage stage_;
};

}  // namespace syncline::loopback
