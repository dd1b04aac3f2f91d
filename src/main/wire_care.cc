#include "intake/interaction_sink.h"
#include "intake/journal_replay.h"
#include "main/wiring.h"

namespace likely {

void wire_care(const PlaceOf& place, Services& services) {
  services.care.show_profile = [place](const std::string& id) -> Result<ProfilePage> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return show_profile(*space, id);
  };
  services.care.search_people = [place](const PeopleQuery& query) -> Result<FoundPeople> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return search_people(*space, query);
  };
  services.care.timeline = [place](const std::string& id,
                                   const EventsWanted& wanted) -> Result<std::vector<ShownEvent>> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return recent_events(*space, id, wanted);
  };
  services.care.plan_erasure = [place](const std::string& id) -> Result<ErasePlan> {
    ASSIGN(const auto space, open_alone(place(), Access::kAlone));  // with what waits
    return plan_erasure(*space, id);
  };
  services.care.erase_profile = [place](const std::string& id,
                                        Progress& progress) -> Result<EraseReport> {
    ASSIGN(const auto space, open_alone(place(), Access::kAlone));
    return erase_profile(*space, id, progress);
  };
  services.care.verify = [place](Progress& progress) { return verify_folder(place(), progress); };
  services.care.apply_retention = [place](int days) -> Result<OldRemoved> {
    const Place here = place();
    // Nobody else counts or keeps rows that go.
    ASSIGN(const auto space, open_alone(here, Access::kAlone));
    space->let_others_in();
    return apply_retention(*space, days, here.wall_clock);
  };
  services.care.backup = [place](const std::string& to, Progress& progress) {
    return backup_folder(place(), to, progress);
  };
  services.care.restore = [place](const RestoreOptions& options, Progress& progress) {
    const Complete complete = [](Space& space) -> Result<void> {
      TRY(apply_leftover_journal(space, interaction_sinks(1)));
      return {};
    };
    return restore_folder(place(), options, complete, progress);
  };
  services.care.diagnose = [place] { return diagnose_folder(place()); };
}

}  // namespace likely
