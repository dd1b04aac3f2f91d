#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace likely {

// A file of a backup.
struct BackupFile {
  std::string path;  // inside the backup
  uint64_t bytes = 0;
  std::string checksum;  // XXH3 of its bytes, 32 hex digits
};

// What a backup is: a folder with copies of the files of a data folder as they were at one moment,
// and this list of them, `backup.json`, which has a checksum of its own. The folder gets its name
// when all of it is on disk.
struct BackupManifest {
  TimeUs made = 0;     // everything acknowledged before is in it
  std::string folder;  // the data folder it was made of, from the root
  uint64_t events = 0, profiles = 0;
  std::vector<BackupFile> files;

  uint64_t bytes() const;
};

// Errors: kNotFound, kUnusable (no backup, another version, damaged).
Result<BackupManifest> read_manifest(const std::string& backup);
Result<void> write_manifest(const std::string& backup, const BackupManifest& manifest);

// The size and checksum of a file that stands in the folder.
Result<BackupFile> describe_file(const std::string& folder, const std::string& path);

}  // namespace likely
