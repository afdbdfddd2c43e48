#pragma once
// How people type what they read off a letter, or remember.

#include <string>

namespace syncline::sandbox {

/// "DE 136 695 976"
std::string spaced(const std::string& tax_id);

/// The same company under a name that is only alike: another legal form, no umlauts.
std::string retyped(const std::string& name);

}  // namespace syncline::sandbox
