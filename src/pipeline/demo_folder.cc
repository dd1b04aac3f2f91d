#include "pipeline/demo_folder.h"

#include <memory>
#include <optional>

#include "store/marked_folder.h"
#include "store/space.h"

namespace likely {

namespace {
constexpr const char* kMarker = ".likely-demo";
}  // namespace

Result<void> start_demo_folder(const std::string& path) {
  {
    // Only to see that nobody works in it; what else may be wrong with it goes away with it.
    std::optional<Result<std::unique_ptr<Space>>> earlier;
    if (is_marked_folder(path, kMarker)) {
      earlier = Space::open({.path = path, .access = Access::kWrite, .wait_ms = 0});
    }
    if (earlier && !*earlier && earlier->error().code == ErrorCode::kUnavailable) {
      return std::unexpected(earlier->error());
    }
    TRY(start_marked_folder(path, kMarker));
  }
  TRY(Space::open({.path = path, .access = Access::kCreate}));
  return {};
}

}  // namespace likely
