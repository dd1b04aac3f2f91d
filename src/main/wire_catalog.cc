#include <iostream>
#include <istream>
#include <iterator>

#include "catalog/mapping_file.h"
#include "main/wiring.h"
#include "store/atomic_file.h"
#include "store/input_stream.h"

namespace likely {

namespace {

constexpr size_t kMaxBytes = 1 << 20;  // no mapping is longer
constexpr int kWaitToDropMs = 1'000;   // shorter than requests wait

Result<std::string> read_text(const std::string& file) {
  if (file == "-") {
    std::string text(kMaxBytes + 1, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(std::cin.gcount()));
    return text;
  }
  auto text = read_file(file);
  if (!text) return fail(ErrorCode::kUsage, text.error().message);
  return text;
}

Result<MappingReport> set_text(const Place& place, std::string text, const std::string& name,
                               Progress& progress) {
  TRY(read_mapping(text, name));  // before the folder is asked for: what is wrong with the text
  const SetMappingOptions options{
      .text = std::move(text), .name = name, .threads = place.threads, .now = place.wall_clock};
  if (place.shared != nullptr) {  // a look keeps nobody out
    ASSIGN(const auto beside, place.open(Access::kRead));
    ASSIGN(auto unchanged, serves_already(*beside, options, progress));
    if (unchanged) return std::move(*unchanged);
  }
  ASSIGN(auto space, open_alone(place, Access::kAlone));
  auto report = set_mapping(*space, options, progress);
  if (!report || report->unchanged) return report;
  // The new one serves. What the old one leaves goes when nobody reads it, now or at the next set.
  if (space->is_shared()) {
    space.reset();
    auto alone = place.open(Access::kSnapshot, kWaitToDropMs);  // what waits may wait on
    if (!alone) return report;
    space = std::move(*alone);
  }
  static_cast<void>(drop_past_mappings(*space));
  return report;
}

Result<MappingReport> set_from(const Place& place, const std::string& file, Progress& progress) {
  const std::string name = path_for_people(file);
  ASSIGN(std::string text, read_text(file));
  if (text.size() > kMaxBytes) {
    return fail(ErrorCode::kUsage, name + ": longer than 1 MiB; this is no mapping");
  }
  return set_text(place, std::move(text), name, progress);
}

}  // namespace

void wire_catalog(const PlaceOf& place, Services& services) {
  services.catalog.set = [place](const std::string& file, Progress& progress) {
    return set_from(place(), file, progress);
  };
  services.catalog.set_text = [place](const std::string& text, Progress& progress) {
    return set_text(place(), text, "text", progress);
  };
  services.catalog.check = [place](const std::string& text) -> Result<MappingCheck> {
    const Place here = place();
    ASSIGN(const auto space, here.open(Access::kRead));
    return check_mapping(*space, text, here.threads);
  };
  services.catalog.columns = [place]() -> Result<std::vector<CatalogColumn>> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return catalog_columns(*space);
  };
  services.catalog.values = [place](const CatalogValueQuery& query) -> Result<CatalogValues> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return catalog_values(*space, query);
  };
  services.catalog.items = [place](const CatalogItemQuery& query) -> Result<CatalogItems> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return catalog_items(*space, query);
  };
  services.catalog.item = [place](const std::string& key) -> Result<CatalogItemPage> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return catalog_item(*space, key);
  };
  services.catalog.seen_events = [place](uint64_t skip,
                                         size_t limit) -> Result<std::vector<SeenEvent>> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return seen_events(*space, skip, limit);
  };
  services.catalog.event_shape = [place](const std::string& event) -> Result<EventShape> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return event_shape(*space, event);
  };
  services.catalog.show = [place]() -> Result<MappingReport> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return show_mapping(*space);
  };
  services.catalog.suggest = [place](Progress& progress) -> Result<Suggestion> {
    ASSIGN(const auto space, place().open(Access::kRead));
    return suggest_mapping(*space, progress);
  };
}

}  // namespace likely
