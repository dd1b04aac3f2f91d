#include "pipeline/generate.h"

#include "base/format.h"
#include "generator/generator.h"
#include "store/line_file.h"
#include "store/marked_folder.h"

namespace likely {

Result<GenerateResult> generate_files(const GenerateOptions& options, Progress& progress) {
  const auto kind = site_kind_of(options.kind);
  if (!kind) {
    return fail_field(ErrorCode::kUsage, "kind",
                      format("{}: no such kind of business; store or articles", options.kind));
  }
  if (options.folder.empty()) {
    return fail_field(ErrorCode::kUsage, "out", "say which folder to write to");
  }
  const GeneratorOptions site{.kind = *kind,
                              .customers = options.customers,
                              .items = options.items,
                              .days = options.days,
                              .seed = options.seed};
  TRY(check_sizes(site));
  GenerateResult result;
  result.events_path =
      options.folder + (options.compress ? "/events.ndjson.zst" : "/events.ndjson");
  result.items_path = options.folder + "/items.csv";
  TRY(make_folder(options.folder));
  ASSIGN(LineFile events, LineFile::create(result.events_path));
  ASSIGN(LineFile items, LineFile::create(result.items_path));
  const GeneratorSink sink{[&](std::string_view line) { return events.add(line); },
                           [&](std::string_view line) { return items.add(line); }};
  ASSIGN(const Generated counts, generate(site, sink, progress));
  TRY(items.commit());
  TRY(events.commit());
  result.events_bytes = events.bytes();
  result.events = counts.events;
  result.repeated = counts.repeated;
  result.spoilt = counts.spoilt;
  result.items = counts.items;
  result.announced = counts.announced;
  result.from = counts.first_day;
  result.until = kGeneratedEnd;
  return result;
}

}  // namespace likely
