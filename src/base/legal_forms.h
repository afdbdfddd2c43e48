#pragma once
// The legal forms that stand behind company names, in the countries where CRM and ERP users trade.

#include <string_view>

namespace syncline {

/// `joined`: match forms of one or more words written together ("spzoo" for "Sp. z o.o.", "undco" for "und Co").
bool is_legal_form(std::string_view joined);
/// No legal form has more words than this ("S. de R.L. de C.V.").
inline constexpr std::size_t longest_legal_form = 7;

}  // namespace syncline
