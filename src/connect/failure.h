#pragma once
// What an answer that is no success means, by the manifest's rules first and by its status otherwise.

#include <string>
#include <string_view>

#include "connect/connector.h"

namespace syncline {

/// `variables` hold status, headers and body. Nothing received: the body cannot be understood, so it is hardly the
/// vendor's own.
CallFailure failure_of(const Manifest&, const std::string& place, const HttpResponse&, const std::optional<Received>&,
                       const Map& variables, Instant now);

/// True when the template is there and gives true; one that cannot be computed does not hold.
bool holds(const TemplateTree&, const expr::Bindings&);
std::string text_or(const TemplateTree&, const expr::Bindings&, std::string_view other);
/// The first characters, for messages.
std::string beginning_of(std::string_view body);
/// The error of a template, as one of the configuration at `place`.
Failure<Error> placed(Error, const std::string& place);
/// The address without base and query: what a message may show.
std::string path_below(std::string_view url, std::string_view base_url);

}  // namespace syncline
