#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace likely {

// Files on their way in or out of a served folder: `uploads/<id>/<name>`. They are nobody's data
// yet, or a copy of what is in the stores: removed when they were used, or a day later at the
// latest (sweep). Stateless; any number of threads, one a file.
class Uploads {
 public:
  explicit Uploads(const std::string& folder) : root_(folder + "/uploads") {}

  // An empty file of that name (its folders are ignored); gives its id, "up_…".
  Result<std::string> start(std::string_view name) const;
  // kUsage when the file would be longer than `most`; then it is as it was. Gives its size.
  Result<uint64_t> append(const std::string& id, std::string_view bytes, uint64_t most) const;
  // kNotFound: there is no such upload.
  Result<std::string> path_of(const std::string& id) const;
  void remove(const std::string& id) const;
  // The upload that a path is the file of; empty: of none.
  std::string id_of(const std::string& path) const;
  // Removes what was not written to for so long.
  void sweep(int64_t seconds) const;

 private:
  std::string root_;
};

}  // namespace likely
