#pragma once
// One request on one libcurl handle: what is asked of the library, and what its callbacks learn meanwhile.

#include <memory>

#include "net/address_guard.h"
#include "net/http_client.h"
#include "net/url.h"

namespace syncline {

/// A libcurl easy handle. It keeps at most one connection open between transfers.
struct CurlHandle {
  CurlHandle();
  ~CurlHandle();
  CurlHandle(const CurlHandle&) = delete;
  CurlHandle& operator=(const CurlHandle&) = delete;

  void* const easy;  ///< null when the library could not make one
};

/// Blocks for at most `left` (> 0). The request leaves at most once: libcurl itself would send it again, whatever its
/// method, when a kept-alive connection turns out dead; here its second attempt is aborted before a byte is written.
/// After an error the handle must not be used again.
Result<HttpResponse, TransportError> transfer(CurlHandle&, const HttpClientOptions&, const AddressGuard&,
                                              const HttpRequest&, const BodyStreams&, const Url&, Duration left);

}  // namespace syncline
