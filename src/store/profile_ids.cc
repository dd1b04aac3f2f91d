#include "store/profile_ids.h"

#include <algorithm>

#include "base/format.h"

namespace likely {
namespace {

constexpr size_t kFew = 2000;  // so many are looked up one by one

// Positions of the wanted numbers, for finding them while a table streams by.
class Wanted {
 public:
  explicit Wanted(std::span<const ProfileNumber> numbers) {
    ProfileNumber highest = 0;
    for (const ProfileNumber number : numbers) highest = std::max(highest, number);
    position_.assign(static_cast<size_t>(highest) + 1, kNowhere);
    for (size_t i = 0; i < numbers.size(); ++i) {
      position_[numbers[i]] = static_cast<uint32_t>(i);
    }
  }
  std::optional<size_t> find(int64_t number) const {
    if (number < 0 || static_cast<size_t>(number) >= position_.size()) return {};
    const uint32_t position = position_[static_cast<size_t>(number)];
    return position == kNowhere ? std::optional<size_t>() : position;
  }

 private:
  static constexpr uint32_t kNowhere = 0xffffffff;
  std::vector<uint32_t> position_;
};

std::string ProfileNames::*member_of(std::string_view type) {
  if (type == "user_id") return &ProfileNames::user_id;
  if (type == "anonymous_id") return &ProfileNames::anonymous_id;
  if (type == "email") return &ProfileNames::email;
  return nullptr;
}

// Keeps the id with the highest sequence number of each type.
class Latest {
 public:
  explicit Latest(std::vector<ProfileNames>& names) : names_(names), seqs_(names.size()) {}
  void take(size_t at, std::string_view type, std::string_view value, int64_t seq) {
    const auto member = member_of(type);
    if (member == nullptr) return;
    int64_t& best = seqs_[at].of[type.front() == 'u' ? 0 : type.front() == 'a' ? 1 : 2];
    if (seq < best) return;
    best = seq;
    names_[at].*member = value;
  }

 private:
  struct Seqs {
    int64_t of[3] = {-1, -1, -1};
  };
  std::vector<ProfileNames>& names_;
  std::vector<Seqs> seqs_;
};

// Numbers are not unique when a caller asks twice for one; such asks are looked up one by one.
Result<void> look_up(Sqlite& state, std::span<const ProfileNumber> numbers,
                     std::vector<ProfileNames>& names) {
  Latest latest(names);
  ASSIGN(auto profile, state.prepare("SELECT public_id FROM profiles WHERE number = ?1 AND "
                                     "number NOT IN (SELECT number FROM merges)"));
  ASSIGN(auto ids, state.prepare("SELECT type, value, seq FROM external_ids WHERE profile = ?1"));
  for (size_t i = 0; i < numbers.size(); ++i) {
    profile.reset();
    profile.bind(1, int64_t{numbers[i]});
    ASSIGN(const bool there, profile.step());
    if (!there) continue;
    names[i].profile_id = profile.text(0);
    ids.reset();
    ids.bind(1, int64_t{numbers[i]});
    TRY(ids.each_row([&](const SqliteStatement& row) {
      latest.take(i, row.text(0), row.text(1), row.integer(2));
    }));
  }
  return {};
}

Result<void> scan(Sqlite& state, std::span<const ProfileNumber> numbers,
                  std::vector<ProfileNames>& names) {
  const Wanted wanted(numbers);
  Latest latest(names);
  ASSIGN(auto profiles, state.prepare("SELECT number, public_id FROM profiles WHERE number NOT IN "
                                      "(SELECT number FROM merges)"));
  TRY(profiles.each_row([&](const SqliteStatement& row) {
    if (const auto at = wanted.find(row.integer(0))) names[*at].profile_id = row.text(1);
  }));
  ASSIGN(auto ids, state.prepare("SELECT profile, type, value, seq FROM external_ids "
                                 "WHERE type IN ('user_id', 'anonymous_id', 'email')"));
  return ids.each_row([&](const SqliteStatement& row) {
    if (const auto at = wanted.find(row.integer(0))) {
      latest.take(*at, row.text(1), row.text(2), row.integer(3));
    }
  });
}

Result<std::vector<ProfileNumber>> numbers_of(Sqlite& state, std::string_view sql) {
  ASSIGN(auto select, state.prepare(sql));
  return select.rows(
      [](const SqliteStatement& row) { return static_cast<ProfileNumber>(row.integer(0)); });
}

}  // namespace

Result<std::vector<ProfileNames>> profile_names(Sqlite& state,
                                                std::span<const ProfileNumber> numbers) {
  std::vector<ProfileNames> names(numbers.size());
  if (numbers.empty()) return names;
  if (numbers.size() <= kFew) {
    TRY(look_up(state, numbers, names));
  } else {
    TRY(scan(state, numbers, names));
  }
  return names;
}

Result<std::vector<bool>> living_profiles(Sqlite& state, ProfileNumber highest) {
  ASSIGN(const auto numbers, numbers_of(state, "SELECT number FROM profiles"));
  ASSIGN(const auto merged, numbers_of(state, "SELECT number FROM merges"));
  std::vector<bool> living(static_cast<size_t>(highest) + 1);
  for (const ProfileNumber number : numbers) {
    if (number <= highest) living[number] = true;
  }
  for (const ProfileNumber number : merged) {
    if (number <= highest) living[number] = false;
  }
  return living;
}

Result<std::vector<ProfileNumber>> erased_among(Sqlite& state,
                                                std::span<const ProfileNumber> numbers) {
  ASSIGN(const auto there, numbers_of(state, "SELECT number FROM profiles ORDER BY number"));
  std::vector<ProfileNumber> erased;
  std::ranges::set_difference(numbers, there, std::back_inserter(erased));
  return erased;
}

Result<std::vector<ProfileNumber>> known_profiles(Sqlite& state) {
  return numbers_of(state,
                    "SELECT DISTINCT profile FROM external_ids WHERE type = 'user_id' ORDER BY 1");
}

Result<std::vector<bool>> known_among(Sqlite& state, std::span<const ProfileNumber> profiles) {
  ASSIGN(auto select, state.prepare("SELECT 1 FROM external_ids WHERE profile = ?1 AND type = "
                                    "'user_id' LIMIT 1"));
  std::vector<bool> known;
  for (const ProfileNumber profile : profiles) {
    select.reset();
    select.bind(1, int64_t{profile});
    ASSIGN(const bool is_known, select.step());
    known.push_back(is_known);
  }
  return known;
}

Result<std::vector<ProfileNumber>> survivors_of(Sqlite& state,
                                                std::span<const ProfileNumber> numbers) {
  ASSIGN(auto select, state.prepare("SELECT coalesce((SELECT into_profile FROM merges m WHERE "
                                    "m.number = p.number), p.number) FROM profiles p WHERE "
                                    "p.number = ?1"));
  std::vector<ProfileNumber> survivors;
  for (const ProfileNumber number : numbers) {
    select.reset();
    select.bind(1, int64_t{number});
    ASSIGN(const bool there, select.step());
    if (there) survivors.push_back(static_cast<ProfileNumber>(select.integer(0)));
  }
  std::sort(survivors.begin(), survivors.end());
  survivors.erase(std::unique(survivors.begin(), survivors.end()), survivors.end());
  return survivors;
}

Result<std::vector<ProfileNumber>> numbers_of_person(Sqlite& state, ProfileNumber profile) {
  std::vector<ProfileNumber> numbers{profile};
  ASSIGN(auto merged,
         state.prepare("SELECT number FROM merges WHERE into_profile = ?1 ORDER BY number"));
  merged.bind(1, int64_t{profile});
  TRY(merged.each_row([&](const SqliteStatement& row) {
    numbers.push_back(static_cast<ProfileNumber>(row.integer(0)));
  }));
  return numbers;
}

Result<std::vector<ExternalId>> external_ids_of(Sqlite& state, ProfileNumber profile) {
  ASSIGN(auto select,
         state.prepare("SELECT type, value FROM external_ids WHERE profile = ?1 ORDER BY seq"));
  select.bind(1, int64_t{profile});
  return select.rows([](const SqliteStatement& row) {
    return ExternalId{std::string(row.text(0)), std::string(row.text(1))};
  });
}

Result<ProfileNumber> find_profile(Sqlite& state, std::string_view id) {
  const bool bare = id.starts_with("prf_");
  const size_t colon = id.find(':');
  if (!bare && (colon == std::string_view::npos || colon == 0 || colon + 1 == id.size())) {
    return fail_field(
        ErrorCode::kUsage, "profile",
        format("{} does not name a profile; write TYPE:VALUE, for example user_id:42, or a "
               "profile_id such as prf_0123456789abcdef",
               id));
  }
  const std::string_view type = bare ? "profile_id" : id.substr(0, colon);
  const std::string_view value = bare ? id : id.substr(colon + 1);
  const bool own = type == "profile_id";
  ASSIGN(auto select,
         state.prepare(own ? "SELECT coalesce((SELECT into_profile FROM merges m WHERE "
                             "m.number = p.number), p.number) FROM profiles p WHERE public_id = ?1"
                           : "SELECT profile FROM external_ids WHERE type = ?2 AND value = ?1"));
  select.bind(1, value);
  if (!own) select.bind(2, type);
  ASSIGN(const bool there, select.step());
  if (there) return static_cast<ProfileNumber>(select.integer(0));
  return fail(
      ErrorCode::kNotFound,
      format("nobody has the {} {}; ids are compared byte for byte. An export of an audience "
             "or a trait lists the ids that there are",
             type, value));
}

}  // namespace likely
