#include "base/clock.h"
#include "intake/interaction_sink.h"
#include "main/wiring.h"

namespace likely {

void wire_intake(Services& services, const PlaceOf& place) {
  const auto open = [place](Access access) { return place().open(access); };
  IntakeService& service = services.intake;
  service.import = [place](const ImportOptions& options,
                           Progress& progress) -> Result<ImportSummary> {
    TRY(list_files(options.files));  // a wrong path makes no data folder
    ASSIGN(auto space, open_alone(place(), Access::kCreate));
    auto summary =
        import_files(*space, options, interaction_sinks(options.threads), SystemClock(), progress);
    const auto failure = summary ? summary->failure() : std::optional(summary.error());
    if (failure && failure->code == ErrorCode::kUsage) TRY(Space::close_refused(std::move(space)));
    return summary;
  };
  service.import_items = [open](const ItemOptions& options,
                                Progress& progress) -> Result<ItemSummary> {
    TRY(list_files(options.files));
    ASSIGN(auto space, open(Access::kCreate));
    auto summary = import_items(*space, options, progress);
    if (!summary && summary.error().code == ErrorCode::kUsage) {
      TRY(Space::close_refused(std::move(space)));
    }
    return summary;
  };
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
