#include "base/legal_forms.h"

#include <algorithm>

namespace syncline {
namespace {

// Left out are forms that are common last words of names ("AD", "IS", "EU"). "Co" needs no country: it is taken off
// first, then what stood before it ("GmbH & Co. KG" is KG, Co, GmbH).
constexpr std::string_view by_region[] = {
    // any
    "co andco andcompany company cie andcie etcie",
    // German
    "gmbh mbh ggmbh gesmbh ag se kg kgaa ohg og gbr ug haftungsbeschraenkt ek ekfm ekfr ev eg partg partgmbb undco "
    "undcie",
    // French, Belgian
    "sa sarl sas sasu eurl snc scs sca sci scop sprl bvba",
    // British, Irish, American
    "ltd limited plc llp llc lp inc incorporated corp corporation pllc cic dac",
    // Dutch
    "bv nv vof cv",
    // Spanish, Portuguese, Latin American
    "sl slu sll sau lda limitada ltda eireli sadecv sabdecv sapidecv srldecv sderl sderldecv",
    // Italian, Romanian
    "srl srls spa sapa",
    // Nordic
    "ab as asa aps oy oyj hf ehf kb hb",
    // Central and eastern Europe, Baltic, Turkish
    "spzoo spk spj sro spolsro doo dd jdoo ood eood kft zrt nyrt bt uab sia oue ooo oao zao pao tov ltdsti",
    // Asian, Australian
    "pty ptyltd pvt pvtltd privatelimited pte pteltd sdnbhd bhd kk",
};

bool stands_in(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

bool is_legal_form(std::string_view joined) {
  return !joined.empty() &&
         std::ranges::any_of(by_region, [&](std::string_view forms) { return stands_in(forms, joined); });
}

}  // namespace syncline
