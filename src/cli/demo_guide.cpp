#include "cli/demo_guide.h"

namespace syncline::cli {

std::string addresses(DemoScene& scene) {
  return "CRM       " + scene.systems().crm_url() + "\nERP       " + scene.systems().erp_url() + "\nSyncline  " +
         scene.server_url() + "\nproject   " + scene.project_folder() + "\ndata      " + scene.data_folder() + "\n";
}

std::string things_to_try(DemoScene& scene) {
  const sandbox::VendorPair& pair = scene.pair();
  std::string text = pair.described + " answer on this machine.\nEdit as a person would; " + pair.within +
                     " later the other system has it:\n";
  for (const sandbox::CurlLine& each : scene.pair().curl_lines(scene.systems()))
    text += "\n# " + each.what + "\n" + each.line + "\n";
  return pair.unknown.empty() ? text : text + "\n" + pair.unknown;
}

std::string places_to_look(DemoScene& scene) {
  const std::string data = " --data " + scene.data_folder();
  return "Look at what Syncline knows:\n  syncline status" + data + "\n  syncline trace customer " +
         scene.crm.shown(scene.planted().pairs.front().crm, "tax_id") + data + "\n  syncline dead-letters" + data +
         "\n  syncline conflicts" + data + "\n  syncline events" + data + "\n  syncline validate " +
         scene.project_folder() + "\n";
}

}  // namespace syncline::cli
