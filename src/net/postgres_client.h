#pragma once
// Calls PostgreSQL by the messages of sql_message.h. Connections are kept and shared; thread-safe.

#include <memory>

#include "net/http_client.h"

namespace syncline {

/// Of the options it takes connect_timeout, max_response_bytes and allowed_networks. Errors: config.
Result<std::unique_ptr<HttpClient>, Error> make_postgres_client(Runtime&, const HttpClientOptions&);

/// By the scheme of the address: postgresql:// goes to a database, everything else over HTTP. Errors: config.
Result<std::unique_ptr<HttpClient>, Error> make_system_client(Runtime&, const HttpClientOptions&);

}  // namespace syncline
