#pragma once

#include <functional>

#include "base/progress.h"
#include "serving/backup.h"
#include "serving/doctor.h"
#include "serving/erase.h"
#include "serving/people_search.h"
#include "serving/person_events.h"
#include "serving/profile.h"
#include "serving/retention.h"
#include "serving/verify.h"

namespace likely {

// Looking after what is known of people, and after the data folder itself.
struct CareService {
  std::function<Result<ProfilePage>(const std::string& id)> show_profile;
  std::function<Result<FoundPeople>(const PeopleQuery&)> search_people;
  // A person's events, newest first.
  std::function<Result<std::vector<ShownEvent>>(const std::string& id, const EventsWanted&)>
      timeline;
  std::function<Result<ErasePlan>(const std::string& id)> plan_erasure;
  std::function<Result<EraseReport>(const std::string& id, Progress&)> erase_profile;
  std::function<Result<Verification>(Progress&)> verify;
  std::function<Result<Diagnosis>()> diagnose;
  std::function<Result<OldRemoved>(int days)> apply_retention;
  std::function<Result<BackupReport>(const std::string& to, Progress&)> backup;
  std::function<Result<RestoreReport>(const RestoreOptions&, Progress&)> restore;
};

}  // namespace likely
