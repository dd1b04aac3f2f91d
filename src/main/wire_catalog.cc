#include <iostream>
#include <istream>
#include <iterator>

#include "catalog/mapping_file.h"
#include "main/wiring.h"
#include "store/atomic_file.h"

namespace likely {

namespace {

constexpr size_t kMaxBytes = 1 << 20;  // no mapping is longer

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

Result<MappingReport> set_from(const Place& place, const std::string& file, Progress& progress) {
  const std::string name = file == "-" ? "standard input" : file;
  ASSIGN(std::string text, read_text(file));
  if (text.size() > kMaxBytes) {
    return fail(ErrorCode::kUsage, name + ": longer than 1 MiB; this is no mapping");
  }
  TRY(read_mapping(text, name));  // before the folder is asked for: what is wrong with the file
  ASSIGN(const auto space, open_alone(place, Access::kAlone));
  return set_mapping(
      *space,
      {.text = std::move(text), .name = name, .threads = place.threads, .now = place.wall_clock},
      progress);
}

}  // namespace

void wire_catalog(const PlaceOf& place, Services& services) {
  services.catalog.set = [place](const std::string& file, Progress& progress) {
    return set_from(place(), file, progress);
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
