#include "store/erased_ids.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/format.h"
#include "base/hash.h"
#include "base/secret.h"
#include "store/atomic_file.h"

namespace likely {

namespace {

constexpr std::string_view kHeader = "likely erased 1 ";

std::unexpected<Error> damaged(const std::string& path) {
  return fail(ErrorCode::kUnusable,
              path +
                  ": damaged; the list of who was erased cannot be read: take the copy of an "
                  "untouched backup (its file `erased`)");
}

std::string body_of(const ErasedIds& erased) {
  std::string body = erased.key + "\n";
  for (const std::string& hash : erased.hashes) body += hash + "\n";
  return body;
}

}  // namespace

std::string ErasedIds::hash_of(std::string_view id) const {
  return hash_secret(key + "\n" + std::string(id));
}

std::unordered_set<std::string> ErasedIds::since(const ErasedIds& earlier) const {
  const auto [here, there] = std::ranges::mismatch(hashes, earlier.hashes);
  return {here, hashes.end()};
}

std::string erased_ids_path(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error) ? Folder{path}.erased() : path;
}

// "likely erased 1 <XXH3 of the rest>\n", then the key and the hashes, one a line.
Result<ErasedIds> read_erased_ids(const std::string& path) {
  ASSIGN(const std::string text, read_file(path));
  const size_t end = text.find('\n');
  if (!text.starts_with(kHeader) || end == std::string::npos) return damaged(path);
  const std::string_view body = std::string_view(text).substr(end + 1);
  const uint64_t sum = std::strtoull(text.c_str() + kHeader.size(), nullptr, 16);
  if (sum != hash64(body)) return damaged(path);
  ErasedIds erased;
  for (size_t at = 0; at < body.size();) {
    const size_t line = body.find('\n', at);
    if (line == std::string::npos) return damaged(path);
    const std::string word(body.substr(at, line - at));
    at == 0 ? erased.key = word : erased.hashes.emplace_back(word);
    at = line + 1;
  }
  if (erased.key.empty()) return damaged(path);
  return erased;
}

Result<void> write_erased_ids(const std::string& path, const ErasedIds& erased) {
  const std::string body = body_of(erased);
  return write_file_atomically(path, format("{}{:016x}\n{}", kHeader, hash64(body), body));
}

Result<void> begin_erased_ids(const Folder& folder) {
  if (access(folder.erased().c_str(), F_OK) == 0) return {};
  return write_erased_ids(folder.erased(), {.key = new_secret(""), .hashes = {}});
}

Result<void> note_erased(const Folder& folder, const std::vector<std::string>& ids) {
  TRY(begin_erased_ids(folder));
  ASSIGN(ErasedIds erased, read_erased_ids(folder.erased()));
  for (const std::string& id : ids) erased.hashes.push_back(erased.hash_of(id));
  return write_erased_ids(folder.erased(), erased);
}

}  // namespace likely
