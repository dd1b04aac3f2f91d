// What reading a profile's fields costs: a made-up folder with PROFILES people, 20 audiences and 5
// traits of 10 values; the processor time of one read, and of one whole answer.
//
//   build/profile_reads [PROFILES]

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string>

#include "base/format.h"
#include "base/hash.h"
#include "serving/profile_reader.h"

namespace {

using namespace likely;

Result<void> fill(Sqlite& state, int profiles) {
  ASSIGN(auto transaction, state.begin());
  const std::string count = std::to_string(profiles);
  const std::string all =
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < " + count + ") ";
  TRY(state.execute(all + "INSERT INTO profiles SELECT x, 'prf_' || x FROM n"));
  TRY(state.execute(all + "INSERT INTO external_ids SELECT 'user_id', 'u' || x, x, x FROM n"));
  for (int audience = 1; audience <= 20; ++audience) {
    TRY(state.execute(format(
        "INSERT INTO audiences SELECT {0}, 'a{0}', 'a{0}', 'live', 'C', 'v', 200000, NULL, NULL, "
        "0, '[]', 30, 'm', 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 'strong', ''",
        audience)));
    TRY(
        state.execute(format("INSERT INTO audience_members SELECT {0}, number, number, .5, 50 FROM "
                             "profiles WHERE (number + {0}) % 5 = 0",
                             audience)));
  }
  for (int trait = 1; trait <= 5; ++trait) {
    TRY(
        state.execute(format("INSERT INTO traits VALUES ({0}, 't{0}', 't{0}', 'live', 'Product', "
                             "10, '[]', '[]', 0, '[]', 30, 'm', 0, 0, 0, 0)",
                             trait)));
    TRY(
        state.execute(format("WITH RECURSIVE n(x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE "
                             "x < 255) INSERT INTO trait_values SELECT {}, x, 'value ' || x FROM n",
                             trait)));
    std::string list;
    for (int i = 0; i < 10; ++i) list += format("{:02x}00000000000000", i * 23);
    TRY(state.execute(
        format("INSERT INTO trait_lists SELECT {}, number, x'{}' FROM profiles", trait, list)));
  }
  return transaction.commit();
}

Result<void> measure(const std::string& folder, int profiles) {
  {
    ASSIGN(const auto space, (Place{.folder = folder}.open(Access::kCreate)));
    TRY(fill(space->state(), profiles));
  }
  ASSIGN(auto reader, ProfileReader::open(folder));
  constexpr int kReads = 50'000;
  const std::clock_t begin = std::clock();
  size_t fields = 0;
  for (int i = 0; i < kReads; ++i) {
    const auto number = mix64(static_cast<uint64_t>(i)) % static_cast<uint64_t>(profiles) + 1;
    ASSIGN(const auto found, reader->fields(format("user_id:u{}", number)));
    fields += found.size();
  }
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::fprintf(stderr, "%d profiles: %.1f us of processor time a read, %zu fields each\n", profiles,
               seconds * 1e6 / kReads, fields / kReads);
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const int profiles = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const std::string folder =
      (std::filesystem::temp_directory_path() / "likely-profile-reads").string();
  std::filesystem::remove_all(folder);
  const auto done = measure(folder, profiles);
  std::filesystem::remove_all(folder);
  if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
  return done ? 0 : 1;
}
