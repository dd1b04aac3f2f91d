#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "base/format.h"
#include "store/atomic_file.h"
#include "store/schema.h"
#include "store/shared_folder.h"
#include "store/space.h"

namespace likely {

namespace fs = std::filesystem;

namespace {

void remove_all(const std::string& database) {
  std::error_code ignored;
  for (const char* suffix : {"", ".wal", ".tmp"}) fs::remove_all(database + suffix, ignored);
}

Result<void> require_space_for(const std::string& path, uint64_t bytes) {
  std::error_code error;
  const auto space = fs::space(fs::path(path).parent_path(), error);
  if (error || space.available >= bytes) return {};
  return fail(ErrorCode::kUnavailable,
              format("{}: it is written anew, which takes {} MiB of disk for a while, and {} MiB "
                     "are free; free some space and run the command again",
                     path, (bytes >> 20) + 1, space.available >> 20));
}

// Everything is in the one file, nothing in a log beside it that the next start would apply.
Result<void> require_no_log(const std::string& database) {
  std::error_code error;
  if (!fs::exists(database + ".wal", error)) return {};
  return fail(ErrorCode::kInternal, database + ": its log could not be brought into it");
}

}  // namespace

Result<void> Space::close_warehouse() {
  ASSIGN(Warehouse * warehouse, this->warehouse());
  TRY(warehouse->checkpoint());
  warehouse_.reset();
  return require_no_log(folder_.warehouse());
}

Result<void> Space::reopen_warehouse() {
  warehouse_.reset();
  if (options_.shared == nullptr) return {};
  Space& owner = options_.shared->owner();
  owner.warehouse_.reset();
  TRY(owner.warehouse());
  return {};
}

Result<void> Space::replace_warehouse(const std::function<Result<void>(DuckConnection&)>& fill) {
  if (options_.shared != nullptr) {
    warehouse_.reset();
    Space& owner = options_.shared->owner();
    const Result<void> replaced = owner.replace_warehouse(fill);
    TRY(owner.warehouse());  // opened again while nobody else is here
    return replaced;
  }
  const std::string place = folder_.warehouse(), aside = place + ".new";
  remove_all(aside);
  TRY(close_warehouse());
  std::error_code error;
  TRY(require_space_for(place, fs::file_size(place, error)));
  const auto filled = [&]() -> Result<void> {
    ASSIGN(const auto database, DuckDatabase::open({.path = aside,
                                                    .threads = options_.threads,
                                                    .memory_limit_mb = options_.memory_limit_mb}));
    ASSIGN(DuckConnection fresh, database.connect());
    for (const Script& script : warehouse_schema()) TRY(fresh.run(std::string(script.sql)));
    TRY(fresh.run(format("ATTACH {} AS old (READ_ONLY)", sql_text(place))));
    TRY(fill(fresh));
    TRY(fresh.run("DETACH old"));
    return fresh.run("CHECKPOINT");
  }();
  const auto whole = filled ? require_no_log(aside) : filled;
  if (!whole) {
    remove_all(aside);
    return whole;
  }
  TRY(sync_file(aside));
  TRY(sync_folder(folder_.path));  // the old one's log is gone before the new one stands there
  if (rename(aside.c_str(), place.c_str()) != 0) return disk_failure(place, "renaming");
  remove_all(aside);
  std::error_code ignored;
  fs::remove_all(place + ".tmp", ignored);
  return sync_folder(folder_.path);
}

}  // namespace likely
