#include "main/export_runs.h"

#include "base/format.h"
#include "main/run_arguments.h"
#include "services/numbers.h"
#include "services/run_results.h"
#include "store/uploads.h"

namespace likely {

namespace {

template <typename Service>
Result<std::string> run_export(const Service& service, const char* kind, const PlaceOf& place,
                               const Json& arguments, Progress& progress) {
  const std::string ending = text_of(arguments, "format");
  ExportOptions options{.name = text_of(arguments, kind), .reasons = flag_of(arguments, "reasons")};
  const Uploads files(place().folder);
  ASSIGN(const std::string id, files.start(format("{}.{}", options.name, ending)));
  const auto write = [&]() -> Result<ExportReport> {
    ASSIGN(options.out, files.path_of(id));
    return service.export_to(options, progress);
  };
  const auto report = write();
  if (!report) {
    files.remove(id);
    return std::unexpected(report.error());
  }
  progress.step(format("{} of {} are in the file", counted(report->rows, "row"), report->key), 0,
                "");
  return dump({{kind, report->key},
               {"rows", report->rows},
               {"name", report->key},
               {"format", ending},
               {"file", id}});
}

}  // namespace

Result<std::string> run_audience_export(const Services& services, const PlaceOf& place,
                                        const Json& arguments, Progress& progress) {
  return run_export(services.audience, "audience", place, arguments, progress);
}

Result<std::string> run_trait_export(const Services& services, const PlaceOf& place,
                                     const Json& arguments, Progress& progress) {
  return run_export(services.trait, "trait", place, arguments, progress);
}

}  // namespace likely
