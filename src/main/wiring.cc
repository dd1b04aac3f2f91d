#include "main/wiring.h"

#include "intake/interaction_sink.h"
#include "intake/journal_replay.h"

namespace likely {

Result<std::unique_ptr<Space>> open_alone(const Place& place, Access access) {
  ASSIGN(auto space, place.open(access));
  // In the process that serves, its LiveIntake does this before anybody is alone.
  if (place.shared == nullptr) TRY(apply_leftover_journal(*space, interaction_sinks(1)));
  return space;
}

Services wire(const PlaceOf& place) {
  Services services;
  services.access.book = std::make_shared<AccessBook>(place);
  wire_care(place, services);
  wire_catalog(place, services);
  wire_generate(services);
  wire_intake(services, place);
  wire_learning(services, place);
  return services;
}

}  // namespace likely
