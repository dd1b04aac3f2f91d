#include "base/clock.h"
#include "intake/interaction_sink.h"
#include "main/wiring.h"
#include "store/atomic_file.h"
#include "store/uploads.h"

namespace likely {

namespace {

constexpr uint64_t kMostUpload = uint64_t{2} << 30;

// The name that its sender gave it: the last part of the path.
std::string name_of_upload(const std::string& path) { return path.substr(path.rfind('/') + 1); }

void wire_uploads(IntakeService& service, const PlaceOf& place) {
  const auto files = [place] { return Uploads(place().folder); };
  service.start_upload = [files](std::string_view name) { return files().start(name); };
  service.add_to_upload = [files](const std::string& upload, std::string_view bytes) {
    return files().append(upload, bytes, kMostUpload);
  };
  service.remove_upload = [files](const std::string& upload) -> Result<void> {
    TRY(files().path_of(upload));
    files().remove(upload);
    return {};
  };
  service.read_upload = [files](const std::string& upload) -> Result<std::string> {
    ASSIGN(const std::string path, files().path_of(upload));
    return read_file(path);
  };
  service.preview_upload = [files, place](const std::string& upload,
                                          FilePreviewOptions options) -> Result<FilePreview> {
    ASSIGN(options.path, files().path_of(upload));
    const Place here = place();
    options.received_at = here.wall_clock;
    ASSIGN(const auto space, here.open(Access::kRead));
    return preview_file(*space, options);
  };
  service.import_upload = [files, import = service.import](const std::string& upload,
                                                           ImportOptions options,
                                                           Progress& progress) {
    auto path = files().path_of(upload);
    if (!path) return Result<ImportSummary>(std::unexpected(path.error()));
    options.files = {*path};
    options.shown_as = name_of_upload(*path);
    auto summary = import(options, progress);
    if (summary && !summary->failure()) files().remove(upload);
    return summary;
  };
  service.import_upload_of_items = [files, import = service.import_items](const std::string& upload,
                                                                          ItemOptions options,
                                                                          Progress& progress) {
    auto path = files().path_of(upload);
    if (!path) return Result<ItemSummary>(std::unexpected(path.error()));
    options.files = {*path};
    options.shown_as = name_of_upload(*path);
    auto summary = import(options, progress);
    if (summary) files().remove(upload);
    return summary;
  };
}

}  // namespace

void wire_intake(Services& services, const PlaceOf& place) {
  const auto open = [place](Access access) { return place().open(access); };
  IntakeService& service = services.intake;
  service.import = [place](const ImportOptions& options,
                           Progress& progress) -> Result<ImportSummary> {
    TRY(list_files(options.files));  // a wrong path makes no data folder
    ASSIGN(auto space, open_alone(place(), Access::kCreate));
    space->let_others_in();
    auto summary =
        import_files(*space, options, interaction_sinks(options.threads), SystemClock(), progress);
    const auto failure = summary ? summary->failure() : std::optional(summary.error());
    if (failure && is_wrong_use(failure->code)) TRY(Space::close_refused(std::move(space)));
    return summary;
  };
  service.import_items = [open](const ItemOptions& options,
                                Progress& progress) -> Result<ItemSummary> {
    TRY(list_files(options.files));
    ASSIGN(auto space, open(Access::kCreate));
    auto summary = import_items(*space, options, progress);
    if (!summary && is_wrong_use(summary.error().code)) {
      TRY(Space::close_refused(std::move(space)));
    }
    return summary;
  };
  wire_uploads(service, place);
  service.overview = [open]() -> Result<Overview> {
    ASSIGN(auto space, open(Access::kRead));
    return overview(*space);
  };
  service.discards = [open](const DiscardQuery& query) -> Result<DiscardList> {
    ASSIGN(auto space, open(Access::kRead));
    return list_discards(*space, query);
  };
}

}  // namespace likely
