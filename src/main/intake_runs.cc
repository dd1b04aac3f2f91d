#include "main/intake_runs.h"

#include "main/run_arguments.h"
#include "pipeline/generate.h"
#include "services/run_results.h"
#include "store/uploads.h"

namespace likely {

namespace {

// The made-up store: its events and items, the mapping that is suggested, a model.
Result<std::string> load_demo(const Services& services, const std::string& folder,
                              const Json& arguments, Progress& progress) {
  GenerateOptions options{.folder = folder};
  options.customers = static_cast<uint64_t>(number_of(arguments, "customers").value_or(2'000));
  options.seed = static_cast<uint64_t>(number_of(arguments, "seed").value_or(1));
  ASSIGN(const auto made, services.generate.generate(options, progress));
  ASSIGN(const auto events,
         services.intake.import({.files = {made.events_path}, .shown_as = "demo"}, progress));
  if (const auto failure = events.failure()) return std::unexpected(*failure);
  ASSIGN(const auto items,
         services.intake.import_items({.files = {made.items_path}, .key = "product_id"}, progress));
  ASSIGN(const auto suggestion, services.catalog.suggest(progress));
  ASSIGN(const auto catalog, services.catalog.set_text(suggestion.toml, progress));
  ASSIGN(const auto trained, services.train.train({}, progress));
  progress.step(result_words(trained), 0, "");
  return dump({{"import", result_json(events)},
               {"items", result_json(items)},
               {"interactions", catalog.interactions()},
               {"train", result_json(trained)}});
}

}  // namespace

Result<std::string> run_import(const Services& services, const Json& arguments,
                               Progress& progress) {
  const auto column = [&](const char* name) -> std::optional<std::string> {
    return arguments.contains(name) ? std::optional(text_of(arguments, name)) : std::nullopt;
  };
  const ImportOptions options{.format = file_format_of(text_of(arguments, "format")),
                              .flat = {.user_id = column("user_id"),
                                       .anonymous_id = column("anonymous_id"),
                                       .email = column("email"),
                                       .event = column("event"),
                                       .event_name = column("event_name"),
                                       .time = column("time"),
                                       .time_format = text_of(arguments, "time_format")}};
  ASSIGN(const auto summary,
         services.intake.import_upload(text_of(arguments, "upload"), options, progress));
  if (const auto failure = summary.failure()) return std::unexpected(*failure);
  return told(summary, progress);
}

Result<std::string> run_items(const Services& services, const Json& arguments, Progress& progress) {
  ASSIGN(const auto summary, services.intake.import_upload_of_items(
                                 text_of(arguments, "upload"),
                                 {.format = file_format_of(text_of(arguments, "format")),
                                  .key = text_of(arguments, "key")},
                                 progress));
  return told(summary, progress);
}

Result<std::string> run_demo(const Services& services, const PlaceOf& place, const Json& arguments,
                             Progress& progress) {
  const Uploads files(place().folder);
  ASSIGN(const std::string id, files.start("demo"));
  const auto load = [&]() -> Result<std::string> {
    ASSIGN(const std::string path, files.path_of(id));
    return load_demo(services, path.substr(0, path.rfind('/')), arguments, progress);
  };
  auto loaded = load();
  files.remove(id);
  return loaded;
}

}  // namespace likely
