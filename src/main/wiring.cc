#include "main/wiring.h"

namespace likely {

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
