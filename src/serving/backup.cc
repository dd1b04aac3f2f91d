#include "serving/backup.h"

#include "base/format.h"
#include "store/folder_snapshot.h"
#include "store/new_folder.h"
#include "store/platform.h"

namespace likely {

namespace {

constexpr uint64_t kSpareBytes = 64 << 20;

// `beside`: some folder on the disk in question.
Result<void> require_room(const std::string& beside, const std::string& path, uint64_t bytes) {
  const auto disk = disk_space(beside);
  if (!disk || disk->free >= bytes + kSpareBytes) return {};
  return fail(ErrorCode::kUnavailable,
              format("{}: this takes about {} MiB of disk, and {} MiB are free; free some space or "
                     "name another disk",
                     path, ((bytes + kSpareBytes) >> 20) + 1, disk->free >> 20));
}

}  // namespace

Result<BackupReport> backup_folder(const Place& place, const std::string& to, Progress& progress) {
  const std::string folder = full_name_of(place.folder);
  if ((full_name_of(to) + "/").starts_with(folder + "/")) {
    return fail(ErrorCode::kUsage,
                to + ": lies in the data folder; a backup belongs elsewhere, best on another disk");
  }
  BackupReport report{.manifest = {.made = place.wall_clock, .folder = folder}};
  BackupManifest& manifest = report.manifest;
  ASSIGN(const auto space, place.open(Access::kSnapshot));
  ASSIGN(NewFolder backup, NewFolder::create(to));
  report.path = backup.path();
  ASSIGN(const auto snapshot, FolderSnapshot::take(*space));
  manifest.events = snapshot->events();
  manifest.profiles = snapshot->profiles();
  TRY(require_room(backup.path_aside(), to, snapshot->bytes()));
  ASSIGN(const auto files, snapshot->copy_to(backup.path_aside(), progress));
  progress.step("checksums", files.size(), "files");
  for (const std::string& file : files) {
    ASSIGN(auto described, describe_file(backup.path_aside(), file));
    manifest.files.push_back(std::move(described));
    progress.at(manifest.files.size());
  }
  TRY(write_manifest(backup.path_aside(), manifest));
  TRY(backup.commit());
  return report;
}

}  // namespace likely
