#pragma once
// named_links: the links that a person means by an id.

#include <string>
#include <vector>

#include "store/store.h"

namespace syncline {

/// By the native id of any of its records, by a match key (a tax id, an e-mail address, however it is written) or as
/// "link:17". `entity`: only links of it; empty: of any.
std::vector<LinkId> named_links(Reader&, const std::string& id, const std::string& entity);

}  // namespace syncline
