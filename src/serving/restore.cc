#include "base/format.h"
#include "serving/backup.h"
#include "store/erased_ids.h"
#include "store/new_folder.h"
#include "store/platform.h"
#include "store/profile_ids.h"
#include "store/restore_files.h"

namespace likely {

namespace {

// The list of who was erased that is followed, and where it stands.
struct Later {
  std::string path;  // empty: none was found
  ErasedIds ids;
};

Result<Later> later_erasures(const RestoreOptions& options, const BackupManifest& manifest,
                             const ErasedIds& earlier) {
  const bool given = !options.erased.empty();
  const std::string path = erased_ids_path(given ? options.erased : manifest.folder);
  auto ids = read_erased_ids(path);
  if (ids && ids->key == earlier.key) return Later{path, std::move(*ids)};
  if (!given) return Later{};  // the folder is gone, or another one stands there
  if (!ids) return std::unexpected(ids.error());
  return fail(ErrorCode::kUsage,
              path +
                  ": says who was erased from another data folder than the one that this is a "
                  "backup of; name the right one with --erased");
}

// The people who have one of the ids that were erased later.
Result<std::vector<ProfileNumber>> people_of(Sqlite& state, const Later& later,
                                             const std::unordered_set<std::string>& erased) {
  std::vector<ProfileNumber> numbers;
  const auto look = [&](const std::string& id, int64_t number) {
    if (erased.contains(later.ids.hash_of(id))) {
      numbers.push_back(static_cast<ProfileNumber>(number));
    }
  };
  ASSIGN(auto ids, state.prepare("SELECT type, value, profile FROM external_ids"));
  TRY(ids.each_row([&](const SqliteStatement& row) {
    look(std::string(row.text(0)) + ":" + std::string(row.text(1)), row.integer(2));
  }));
  ASSIGN(auto profiles, state.prepare("SELECT public_id, number FROM profiles"));
  TRY(profiles.each_row([&](const SqliteStatement& row) {
    look("profile_id:" + std::string(row.text(0)), row.integer(1));
  }));
  return survivors_of(state, numbers);
}

Result<void> erase_again(Space& space, const Later& later, const ErasedIds& earlier,
                         RestoreReport& report, Progress& progress) {
  const auto erased = later.ids.since(earlier);
  if (later.path.empty() || erased.empty()) return {};
  ASSIGN(const auto people, people_of(space.state(), later, erased));
  report.erased = people.size();
  if (!people.empty()) {
    ASSIGN(report.erasure, erase_people(space, people, progress));
  }
  return write_erased_ids(space.folder().erased(), later.ids);
}

}  // namespace

Result<RestoreReport> restore_folder(const Place& place, const RestoreOptions& options,
                                     const Complete& complete, Progress& progress) {
  ASSIGN(NewFolder fresh, NewFolder::create(place.folder));
  RestoreReport report{.path = fresh.path()};
  ASSIGN(report.manifest, read_manifest(options.backup));
  const auto disk = disk_space(fresh.path_aside());
  if (disk && disk->free < report.manifest.bytes()) {
    return fail(ErrorCode::kUnavailable,
                format("{}: the backup has {} MiB, and {} MiB of disk are free; free some space",
                       place.folder, (report.manifest.bytes() >> 20) + 1, disk->free >> 20));
  }
  TRY(restore_files(options.backup, report.manifest, fresh.path_aside(), progress));
  const Folder folder{fresh.path_aside()};
  const auto earlier = read_erased_ids(folder.erased());  // none in a folder of an earlier program
  if (!earlier && earlier.error().code != ErrorCode::kNotFound) {
    return std::unexpected(earlier.error());
  }
  const ErasedIds known = earlier.value_or(ErasedIds{});
  ASSIGN(const Later later, later_erasures(options, report.manifest, known));
  report.erased_from = later.path;
  {
    Place aside = place;
    aside.folder = fresh.path_aside();
    ASSIGN(const auto space, aside.open(Access::kAlone));
    TRY(complete(*space));
    TRY(erase_again(*space, later, known, report, progress));
  }
  TRY(fresh.commit());
  return report;
}

}  // namespace likely
