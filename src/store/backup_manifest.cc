#include "store/backup_manifest.h"

#include <filesystem>

#include "base/format.h"
#include "base/hash.h"
#include "base/json.h"
#include "domain/time.h"
#include "store/atomic_file.h"
#include "store/mapped_file.h"

namespace likely {

namespace {

constexpr const char* kFormat = "likely backup 1";

std::string path_of(const std::string& backup) { return backup + "/backup.json"; }

std::string sum_of(std::string_view bytes) {
  const Hash128 hash = hash128(bytes);
  return format("{:016x}{:016x}", hash.hi, hash.lo);
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

Json json_of(const BackupManifest& manifest) {
  Json json = {{"format", kFormat},         {"made", format_time(manifest.made)},
               {"made_us", manifest.made},  {"folder", manifest.folder},
               {"events", manifest.events}, {"profiles", manifest.profiles},
               {"files", Json::array()}};
  for (const BackupFile& file : manifest.files) {
    json["files"].push_back(
        {{"path", file.path}, {"bytes", file.bytes}, {"checksum", file.checksum}});
  }
  return json;
}

// Nothing that leads out of the backup.
bool is_inside(const std::string& path) {
  return !path.empty() && path.front() != '/' && path.find("..") == std::string::npos;
}

// Of a document whose checksum is right.
BackupManifest manifest_of(const Json& json) {
  BackupManifest manifest{.made = json.value("made_us", TimeUs{0}),
                          .folder = json.value("folder", ""),
                          .events = json.value("events", uint64_t{0}),
                          .profiles = json.value("profiles", uint64_t{0})};
  for (const Json& file : json["files"]) {
    manifest.files.push_back({.path = file.value("path", ""),
                              .bytes = file.value("bytes", uint64_t{0}),
                              .checksum = file.value("checksum", "")});
  }
  return manifest;
}

std::unexpected<Error> damaged(const std::string& path) {
  return fail(ErrorCode::kUnusable,
              path + ": damaged: its checksum does not fit; take another backup");
}

}  // namespace

uint64_t BackupManifest::bytes() const {
  uint64_t sum = 0;
  for (const BackupFile& file : files) sum += file.bytes;
  return sum;
}

Result<BackupManifest> read_manifest(const std::string& backup) {
  const std::string path = path_of(backup);
  auto text = read_file(path);
  if (!text && std::filesystem::is_directory(backup)) {
    return fail(ErrorCode::kUnusable,
                backup +
                    ": no backup: it has no backup.json; name a folder that `likely backup` "
                    "made");
  }
  if (!text && text.error().code == ErrorCode::kUnusable) {
    return fail(ErrorCode::kUnusable, backup +
                                          ": no backup; name a folder that `likely backup` "
                                          "made");
  }
  if (!text) return fail(ErrorCode::kNotFound, backup + ": there is no such backup");
  Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("checksum") || !json["checksum"].is_string()) {
    return damaged(path);
  }
  const std::string sum = json["checksum"];
  json.erase("checksum");
  if (sum_of(dump(json)) != sum) return damaged(path);
  if (json.value("format", "") != kFormat) {
    return fail(ErrorCode::kUnusable,
                format("{}: made by another version ({}); this program reads `{}`", path,
                       json.value("format", "unknown"), kFormat));
  }
  BackupManifest manifest = manifest_of(json);
  for (const BackupFile& file : manifest.files) {
    if (!is_inside(file.path)) return damaged(path);
  }
  return manifest;
}

Result<void> write_manifest(const std::string& backup, const BackupManifest& manifest) {
  Json json = json_of(manifest);
  json["checksum"] = sum_of(dump(json));
  return write_file_atomically(path_of(backup), dump(json) + "\n");
}

Result<BackupFile> describe_file(const std::string& folder, const std::string& path) {
  ASSIGN(const MappedFile file, MappedFile::open(folder + "/" + path));
  return BackupFile{path, file.bytes().size(), sum_of(file.bytes())};
}

}  // namespace likely
