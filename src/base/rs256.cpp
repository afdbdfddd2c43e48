#include "base/rs256.h"

#include <cstdlib>
#include <memory>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace syncline {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Digest = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

/// OpenSSL would ask the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

template <class Read>
Key key_of(std::string_view pem, Read read) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                      BIO_free);
  Key key(bio ? read(bio.get(), nullptr, no_passphrase, nullptr) : nullptr, EVP_PKEY_free);
  ERR_clear_error();
  if (key && EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) key.reset();
  return key;
}

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

}  // namespace

Result<std::string, Error> sign_rs256(std::string_view bytes, std::string_view private_key) {
  const Key key = key_of(private_key, PEM_read_bio_PrivateKey);
  if (!key || EVP_PKEY_get_bits(key.get()) < 2048) {
    return fail(Error{ErrorClass::config,
                      "rs256.key",
                      key ? "the RSA key is shorter than 2048 bits" : "it is no unencrypted RSA key in PEM form",
                      "private key",
                      "Make one with: openssl genrsa -out key.pem 2048",
                      {}});
  }
  const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::size_t size = 0;
  const bool sized = digest && EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                     EVP_DigestSign(digest.get(), nullptr, &size, raw(bytes), bytes.size()) == 1;
  if (!sized) std::abort();
  std::string out(size, '\0');
  if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(out.data()), &size, raw(bytes), bytes.size()) != 1)
    std::abort();
  out.resize(size);
  return out;
}

bool verify_rs256(std::string_view bytes, std::string_view signature, std::string_view public_key) {
  const Key key = key_of(public_key, PEM_read_bio_PUBKEY);
  const Digest digest(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const bool good = key && digest &&
                    EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
                    EVP_DigestVerify(digest.get(), raw(signature), signature.size(), raw(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace syncline
