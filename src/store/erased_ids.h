#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "store/space.h"

namespace likely {

// Who was erased from a data folder, without saying who: one keyed hash for each id they had, in
// the order in which they went. The file `erased` of the folder; copied into backups, so that
// restoring one knows who was erased later. The key is the folder's own from its beginning: lists
// with the same key are of one origin. Whoever has the file can try guessed ids, nothing more.
struct ErasedIds {
  std::string key;
  std::vector<std::string> hashes;

  // How an id, as typed ("user_id:42", "profile_id:prf_…"), stands in the list.
  std::string hash_of(std::string_view id) const;
  // What this list says that an earlier copy does not. REQUIRES: the same key.
  std::unordered_set<std::string> since(const ErasedIds& earlier) const;
};

// The list that a path stands for: of a data folder its file `erased`, else the file itself.
std::string erased_ids_path(const std::string& path);
// Errors: kNotFound, kUnusable (damaged).
Result<ErasedIds> read_erased_ids(const std::string& path);
Result<void> write_erased_ids(const std::string& path, const ErasedIds& erased);

// Makes the folder's list unless it has one.
Result<void> begin_erased_ids(const Folder& folder);
// Adds ids to it, on disk once this returned.
Result<void> note_erased(const Folder& folder, const std::vector<std::string>& ids);

}  // namespace likely
