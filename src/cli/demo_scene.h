#pragma once
// DemoScene: both systems on loopback, a project between them, Syncline at work on it, and somebody who watches.

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "cli/service.h"
#include "net/http_client.h"
#include "sandbox/crm_desk.h"
#include "sandbox/demo_project.h"
#include "sandbox/erp_office.h"
#include "sandbox/screens.h"

namespace syncline::cli {

/// Writes the project between the systems: its absolute folder, the port of its server, the secret of its webhook.
using ProjectMaker = std::function<Result<sandbox::DemoProject, Error>(const sandbox::Systems&, const std::string&,
                                                                       std::uint16_t, const std::string&)>;

class DemoScene {
  // Outlive what follows.
  const std::unique_ptr<ThreadRuntime> world_;
  const std::unique_ptr<sandbox::Systems> systems_;

 public:
  /// `folder` is absolute; the project is written into it, beside the data.
  static Result<std::unique_ptr<DemoScene>, Error> make(const std::string& folder, const sandbox::SystemsOptions&,
                                                        const ProjectMaker& = sandbox::demo_project);
  ~DemoScene();

  /// Syncline on the project as it lies in the folder. False: it was said on stderr why it could not begin.
  bool start();
  void stop();
  /// A process of its own takes the place of the one that was stopped, and dies without any cleanup as soon as its
  /// first write was answered. False: it did not come to that.
  bool die_while_writing();
  Reader& look();  ///< at the store as it is now; valid until the next look. Precondition: started

  /// Asks again and again; false when it was not so within the limit.
  bool becomes(const std::function<bool()>& so, Duration limit);
  /// Everything was read once, everything that was seen is decided, and everything that was decided is written, but for
  /// what waits for another record, and what nobody knows the outcome of yet.
  bool is_quiet();
  void wait(Duration time) { world_->sleep_for(time); }
  /// Remembers the moment; whether so much time has passed since.
  void begin_to_wait(const std::string& what) { moments_[what] = world_->now(); }
  bool has_waited(const std::string& what, Duration time) { return world_->now() >= moments_.at(what) + time; }

  /// The counterpart of a company or person of the CRM; "" when there is none.
  std::string company_in_erp(const std::string& id) { return in_erp("customer", id); }
  std::string person_in_erp(const std::string& id) { return in_erp("contact", id); }
  /// Of a record of the CRM.
  LinkId link_of(Reader&, const std::string& kind, const std::string& id) const;
  /// How often both systems were written to through their APIs so far.
  std::size_t writes() { return crm.written() + erp.written(); }

  const std::string& server_url() const { return server_url_; }
  std::string webhook_url() const { return server_url_ + webhook_; }  ///< it may hold the secret
  /// What one of the systems tells by itself. Nothing is told before begin(webhook_url()).
  sandbox::Notices& notices() { return *notices_; }
  int status_of(const HttpRequest&);  ///< of the answer, 0 when there was none

  const std::string& project_folder() const { return project_; }
  const std::string& data_folder() const { return data_; }
  sandbox::Systems& systems() { return *systems_; }
  const sandbox::VendorPair& pair() const { return systems_->pair(); }
  const sandbox::Truth& planted() const { return systems_->truth(); }

  sandbox::Screen crm, erp;
  sandbox::CrmDesk sales;
  sandbox::ErpOffice office;
  std::map<std::string, std::string> notes;  ///< what a point remembers from its deeds to its proof

 private:
  DemoScene(const std::string& folder, std::unique_ptr<ThreadRuntime>, std::unique_ptr<sandbox::Systems>,
            std::unique_ptr<HttpClient>);
  std::string in_erp(const std::string& kind, const std::string& crm_id);

  const std::string project_, data_;
  std::string server_url_, webhook_;
  const std::unique_ptr<HttpClient> client_;
  const std::unique_ptr<sandbox::Notices> notices_;
  std::vector<std::string> entities_;  ///< of the project
  std::map<std::string, Instant> moments_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace syncline::cli
